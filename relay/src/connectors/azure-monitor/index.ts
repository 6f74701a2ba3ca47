import { defineConnector } from '../../connector-kit/connector.ts';
import {
  AuthorizationOrQuery,
  verifyAuthorizationOrQuery,
} from '../../connector-kit/verify-query-token.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const azureMonitor = defineConnector({
  id: 'azure-monitor',
  name: 'Azure Monitor',
  docsUrl: 'https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema',
  // An action group can be given a URL and nothing else.
  settings: AuthorizationOrQuery,
  payload: Payload,
  // Retried: 408, 429, 503, 504 and broken connections. 500 and 502 are not (wire-formats.md).
  answers: { success: 200, whenBusy: 503, deadlineMs: 10_000 },
  verify: verifyAuthorizationOrQuery,
  normalize,
});
