import { defineConnector } from '../../connector-kit/connector.ts';
import { readBodyOrForm } from '../../connector-kit/read-form.ts';
import {
  AuthorizationOrQuery,
  verifyAuthorizationOrQuery,
} from '../../connector-kit/verify-query-token.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const zabbix = defineConnector({
  id: 'zabbix',
  name: 'Zabbix',
  docsUrl:
    'https://www.zabbix.com/documentation/current/en/manual/config/notifications/media/webhook',
  // The media types that Zabbix ships have no field for a header.
  settings: AuthorizationOrQuery,
  payload: Payload,
  // The script decides what it takes as an error and is then run again, three times unless changed.
  // Those that Zabbix ships throw at anything but 200 (wire-formats.md).
  answers: { success: 200, whenBusy: 503, deadlineMs: 10_000 },
  verify: verifyAuthorizationOrQuery,
  decode: readBodyOrForm,
  normalize,
});
