import { defineConnector } from '../../connector-kit/connector.ts';
import { verifyAuthorization } from '../../connector-kit/verify-authorization.ts';
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
  verify: (delivery, settings) => verifyAuthorization(delivery, settings.authorization),
  normalize: (payload, _delivery, settings) => normalize(payload, settings),
});
