import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { defineDestination } from '../../connector-kit/destination.ts';
import { SigningSecret, WebAddress } from '../../connector-kit/fields.ts';
import { planWriteBack } from './write-back.ts';

export const webhookDestination = defineDestination({
  kind: 'webhook',
  name: 'Any HTTP endpoint, by Standard Webhooks',
  docsUrl:
    'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  settings: z.strictObject({
    url: WebAddress.meta({ description: 'Where the message is posted.' }),
    secret: SigningSecret.meta({
      description: 'Standard Webhooks secret with which the message is signed.',
      secret: true,
    }),
  }),
  perMinute: 600,
  plan: planWriteBack,
  toRequest: ({ path, body, id, now }, { url, secret }) => ({
    url: `${url}${path}`,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now / 1000)),
      'webhook-signature': new Webhook(secret.reveal()).sign(id, new Date(now), body ?? ''),
    },
  }),
});
