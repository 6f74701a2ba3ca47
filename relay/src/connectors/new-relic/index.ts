import { defineConnector } from '../../connector-kit/connector.ts';
import { Authorization, verifyAuthorization } from '../../connector-kit/verify-authorization.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const newRelic = defineConnector({
  id: 'new-relic',
  name: 'New Relic',
  docsUrl: 'https://docs.newrelic.com/docs/alerts/get-notified/notification-integrations/#webhook',
  settings: Authorization,
  payload: Payload,
  // A destination that fails is left out for some minutes, and what happens meanwhile is never told:
  // so the answer must be quick and is an error only when nothing could be kept.
  answers: { success: 202, whenBusy: 503, deadlineMs: 5_000 },
  verify: verifyAuthorization,
  normalize,
});
