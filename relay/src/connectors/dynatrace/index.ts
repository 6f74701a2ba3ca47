import { defineConnector } from '../../connector-kit/connector.ts';
import { Authorization, verifyAuthorization } from '../../connector-kit/verify-authorization.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const dynatrace = defineConnector({
  id: 'dynatrace',
  name: 'Dynatrace',
  docsUrl:
    'https://docs.dynatrace.com/docs/analyze-explore-automate/notifications-and-alerting/problem-notifications/webhook-integration',
  settings: Authorization,
  payload: Payload,
  // What Dynatrace repeats is not documented: 5xx is what every sender understands.
  answers: { success: 200, whenBusy: 503, deadlineMs: 10_000 },
  verify: verifyAuthorization,
  normalize,
});
