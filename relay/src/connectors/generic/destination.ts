import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { defineDestination } from '../../connector-kit/destination.ts';
import { Endpoint, SigningSecret } from '../../connector-kit/fields.ts';
import { sampleWriteBack } from '../../connector-kit/sample-write-back.ts';
import { compileTemplate } from '../../domain/template.ts';
import { attach, planWriteBack, toMessage, withContent } from './write-back.ts';

/** Tried on an example, so that its faults show when the configuration is loaded. */
const MessageTemplate = z.string().transform((source, context) => {
  const compiled = compileTemplate(source, toMessage(sampleWriteBack('resolve')));
  if (compiled.kind === 'template') return compiled.template;
  context.addIssue({ code: 'custom', message: `expected a Liquid template: ${compiled.because}` });
  return z.NEVER;
});

export const webhookDestination = defineDestination({
  kind: 'webhook',
  name: 'Any HTTP endpoint, by Standard Webhooks',
  docsUrl:
    'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  settings: z.strictObject({
    url: Endpoint.meta({ description: 'Where the message is posted.' }),
    secret: SigningSecret.meta({
      description: 'Standard Webhooks secret with which the message is signed.',
      secret: true,
    }),
    template: MessageTemplate.optional().meta({
      description:
        'Liquid text of the body, `{"text": {{ data.record.number | json }}}`; all that we know if absent.',
    }),
  }),
  perMinute: 600,
  plan: planWriteBack,
  attach,
  toRequest: ({ path, body: planned = '', id, now, file }, { url, secret }) => {
    const body = file === undefined ? planned : withContent(planned, file);
    return {
      url: `${url}${path}`,
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now / 1000)),
        'webhook-signature': new Webhook(secret.reveal()).sign(id, new Date(now), body),
      },
      body,
    };
  },
});
