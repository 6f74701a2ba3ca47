import { z } from 'zod';
import { defineConnector } from '../../connector-kit/connector.ts';
import { verifySignature } from '../../connector-kit/verify-signature.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const sentry = defineConnector({
  id: 'sentry',
  name: 'Sentry',
  docsUrl: 'https://docs.sentry.io/organization/integrations/integration-platform/webhooks/',
  settings: z.strictObject({
    clientSecret: z.string().min(16).meta({
      description: 'Client secret of the internal integration.',
      secret: true,
    }),
  }),
  payload: Payload,
  // A thousand time-outs in a day unsubscribe the integration.
  answers: { success: 202, whenBusy: 503, deadlineMs: 1_000 },
  // The second header is the one of older installations.
  verify({ headers, body }, { clientSecret }) {
    const signature = headers['sentry-hook-signature'] ?? headers['sentry-app-signature'];
    return verifySignature({
      signatures: signature === undefined ? [] : [signature.toLowerCase()],
      parts: [body],
      key: clientSecret,
      encoding: 'hex',
    });
  },
  normalize,
});
