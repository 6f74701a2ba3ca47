import { defineConnector } from '../../connector-kit/connector.ts';
import { Authorization, verifyAuthorization } from '../../connector-kit/verify-authorization.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const netwrix = defineConnector({
  id: 'netwrix',
  name: 'Netwrix Auditor',
  docsUrl: 'https://docs.netwrix.com/docs/auditor/10_8/admin/alertsettings/responseaction',
  settings: Authorization,
  payload: Payload,
  // Netwrix posts nothing itself: the script of a response action does, and decides what it repeats.
  answers: { success: 202, whenBusy: 503, deadlineMs: 10_000 },
  verify: verifyAuthorization,
  normalize,
});
