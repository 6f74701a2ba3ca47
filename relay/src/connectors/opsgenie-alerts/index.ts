import { z } from 'zod';
import { defineConnector } from '../../connector-kit/connector.ts';
import { secretText } from '../../connector-kit/verify-authorization.ts';
import { verifyText } from '../../connector-kit/verify-text.ts';
import { ALERT_PATH, decode } from './decode.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const opsgenieAlerts = defineConnector({
  id: 'opsgenie-alerts',
  name: 'Anything that speaks to Opsgenie (Alert API)',
  docsUrl: 'https://docs.opsgenie.com/docs/alert-api',
  settings: z.strictObject({
    apiKey: secretText('Key that the tool sends as `Authorization: GenieKey …`.'),
  }),
  payload: Payload,
  methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  suffixes: [ALERT_PATH],
  // Clients try 429 and 5xx again. The id is what they would ask for the fate of their request.
  answers: {
    success: 202,
    whenBusy: 503,
    deadlineMs: 10_000,
    body: ({ status, reason, id }) =>
      status === 'accepted'
        ? { result: 'Request will be processed', took: 0, requestId: id }
        : { message: reason, took: 0, requestId: id },
  },
  verify: ({ headers }, { apiKey }) => verifyText(headers['authorization'], `GenieKey ${apiKey}`),
  decode,
  normalize,
});
