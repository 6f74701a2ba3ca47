import { z } from 'zod';
import { defineConnector } from '../../connector-kit/connector.ts';
import { mappingSettings } from '../../connector-kit/mapping.ts';
import {
  verifyStandardWebhook,
  WebhookSecret,
} from '../../connector-kit/verify-standard-webhook.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const standardWebhooks = defineConnector({
  id: 'standard-webhooks',
  name: 'Standard Webhooks',
  docsUrl: 'https://www.standardwebhooks.com/',
  settings: z.object({
    secret: WebhookSecret,
    formerSecret: WebhookSecret.optional().meta({
      description: 'Accepted as well, while the tool changes to the new one.',
      secret: true,
    }),
    ...mappingSettings,
  }),
  payload: Payload,
  // Senders try again after anything but 2xx, at first after 5 s; they wait 15 to 30 s.
  answers: { success: 202, whenBusy: 503, deadlineMs: 10_000 },
  verify: (delivery, { secret, formerSecret }) =>
    verifyStandardWebhook(delivery, formerSecret === undefined ? [secret] : [secret, formerSecret]),
  normalize: (payload, _delivery, settings) => normalize(payload, settings),
});
