import { defineConnector } from '../../connector-kit/connector.ts';
import {
  AuthorizationOrQuery,
  verifyAuthorizationOrQuery,
} from '../../connector-kit/verify-query-token.ts';
import { decode } from './decode.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const googleCloudMonitoring = defineConnector({
  id: 'google-cloud-monitoring',
  name: 'Google Cloud Monitoring',
  docsUrl: 'https://cloud.google.com/monitoring/support/notification-options#webhooks',
  settings: AuthorizationOrQuery,
  payload: Payload,
  // What webhooks repeat is not documented. Pub/Sub repeats everything but 102, 200, 201, 202 and 204
  // for as long as the subscription keeps messages.
  answers: { success: 202, whenBusy: 503, deadlineMs: 10_000 },
  verify: verifyAuthorizationOrQuery,
  decode,
  normalize,
});
