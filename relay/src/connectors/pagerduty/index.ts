import { z } from 'zod';
import { defineConnector } from '../../connector-kit/connector.ts';
import { signaturesOf } from '../../connector-kit/signatures-of.ts';
import { verifySignature } from '../../connector-kit/verify-signature.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const pagerduty = defineConnector({
  id: 'pagerduty',
  name: 'PagerDuty webhooks v3',
  docsUrl: 'https://developer.pagerduty.com/docs/webhooks-overview',
  settings: z.strictObject({
    secret: z.string().min(16).meta({
      description: 'Signing secret that PagerDuty shows once, when the subscription is made.',
      secret: true,
    }),
  }),
  payload: Payload,
  // Retried for 48 h: time-outs, 429 and 5xx. Any other 4xx drops the event, and three in a row switch
  // the subscription off for a day (wire-formats.md), so only a false signature may get one.
  answers: { success: 202, whenBusy: 503, deadlineMs: 5_000 },
  // The secret is used as text, not decoded. Several signatures come while it is being changed. There
  // is no signed time, so an old copy is told by its content, not by the signature.
  verify: ({ headers, body }, { secret }) =>
    verifySignature({
      signatures: signaturesOf(headers['x-pagerduty-signature'], 'v1='),
      parts: [body],
      key: secret,
      encoding: 'hex',
    }),
  normalize,
});
