import { z } from 'zod';
import { defineConnector } from '../../connector-kit/connector.ts';
import {
  verifyStandardWebhook,
  WebhookSecret,
} from '../../connector-kit/verify-standard-webhook.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const incidentIo = defineConnector({
  id: 'incident-io',
  name: 'incident.io',
  docsUrl: 'https://api-docs.incident.io/tag/Webhooks',
  settings: z.strictObject({ secret: WebhookSecret }),
  payload: Payload,
  // Delivered by Svix: everything but 2xx is retried for a day, and an endpoint that fails for five
  // days is switched off. It waits 15 s.
  answers: { success: 202, whenBusy: 503, deadlineMs: 10_000 },
  verify: (delivery, { secret }) => verifyStandardWebhook(delivery, [secret]),
  normalize,
});
