import { defineConnector } from '../../connector-kit/connector.ts';
import { verifyAuthorizationOrQuery } from '../../connector-kit/verify-query-token.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';
import { Settings } from './settings.ts';

export const generic = defineConnector({
  id: 'generic',
  name: 'Generic JSON',
  docsUrl: 'https://www.rfc-editor.org/rfc/rfc8259',
  settings: Settings,
  payload: Payload,
  answers: { success: 202, whenBusy: 503, deadlineMs: 10_000 },
  verify: (delivery, settings) => verifyAuthorizationOrQuery(delivery, settings.authorization),
  normalize: (payload, _delivery, settings) => normalize(payload, settings),
});
