import { defineConnector } from '../../connector-kit/connector.ts';
import { readBodyOrForm } from '../../connector-kit/read-form.ts';
import {
  AuthorizationOrQuery,
  verifyAuthorizationOrQuery,
} from '../../connector-kit/verify-query-token.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const slack = defineConnector({
  id: 'slack',
  name: 'Anything that posts to Slack (incoming webhook)',
  docsUrl: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/',
  settings: AuthorizationOrQuery,
  payload: Payload,
  // Senders take any other text than "ok" for an error.
  answers: { success: 200, whenBusy: 503, deadlineMs: 10_000, body: () => 'ok' },
  verify: verifyAuthorizationOrQuery,
  decode: readBodyOrForm,
  normalize,
});
