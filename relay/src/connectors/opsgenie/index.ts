import { defineConnector } from '../../connector-kit/connector.ts';
import { Authorization, verifyAuthorization } from '../../connector-kit/verify-authorization.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const opsgenie = defineConnector({
  id: 'opsgenie',
  name: 'Opsgenie and Jira Service Management',
  docsUrl: 'https://support.atlassian.com/opsgenie/docs/integrate-opsgenie-with-outgoing-webhooks/',
  settings: Authorization,
  payload: Payload,
  // Opsgenie does not document what it retries: 5xx is what every sender understands.
  answers: { success: 202, whenBusy: 503, deadlineMs: 5_000 },
  verify: verifyAuthorization,
  normalize,
});
