import { z } from 'zod';
import { HeaderSecret, SecretAddress, SecretText, SigningSecret } from '../connector-kit/fields.ts';
import { compileTemplate, type Template } from '../domain/template.ts';
import { STATUS_CHANGE, webhookMethods, webhookTriggers } from '../domain/webhook.ts';
import { toWebhookMessage, trialHappening } from '../domain/webhook-message.ts';
import { Name } from './fields.ts';

/** Compiled and tried here, so that its faults are faults of the entry. */
const BodyTemplate = z
  .string()
  .min(1)
  .max(10_000)
  .transform((source, context): Template => {
    const result = compileTemplate(source, toWebhookMessage(trialHappening));
    if (result.kind === 'template') return result.template;
    context.addIssue({ code: 'custom', message: `expected a template: ${result.because}` });
    return z.NEVER;
  });

/** What frames the request, and what `credentials` is for. */
const reserved =
  /^(?:host|connection|content-length|transfer-encoding|te|trailer|upgrade|keep-alive|proxy-.*|authorization|webhook-.*)$/;

const HeaderName = z
  .string()
  .regex(/^[a-zA-Z0-9-]{1,100}$/, 'expected the name of a header')
  .transform((name) => name.toLowerCase())
  .refine((name) => !reserved.test(name), 'expected a header that is not ours to keep');

const Credentials = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('basic').meta({ description: 'Basic authentication.' }),
    user: z.string().min(1).max(200).meta({ description: 'User name.' }),
    password: SecretText.meta({ description: 'Its password.', secret: true }),
  }),
  z.strictObject({
    kind: z.literal('authorization').meta({ description: 'The header `Authorization` as it is.' }),
    authorization: HeaderSecret.meta({ description: '`Bearer …` and the like.', secret: true }),
  }),
  z.strictObject({
    kind: z.literal('standard-webhooks').meta({ description: 'A signature over the body.' }),
    secret: SigningSecret.meta({ description: 'Standard Webhooks secret.', secret: true }),
  }),
]);

export const WebhookEntry = z.strictObject({
  name: Name.meta({ description: 'Name of the webhook.' }),
  enabled: z.boolean().default(true).meta({ description: 'false sends nothing.' }),
  triggers: z
    .array(z.enum([...webhookTriggers, STATUS_CHANGE]))
    .min(1)
    .default(['created', STATUS_CHANGE])
    .meta({
      description: `What it is sent for, whether the tool or somebody in ServiceNow does it. \`${STATUS_CHANGE}\` is all but created and escalation; \`escalation\` is a severity or priority that rises, or an escalation in the tool.`,
    }),
  sources: z.array(z.string()).min(1).optional().meta({
    description:
      'Only what concerns alerts of these sources. Absent makes it a default webhook, shared by every source whose `defaultWebhooks` is on.',
  }),
  method: z.enum(webhookMethods).default('POST').meta({
    description: 'GET and DELETE go without a body.',
  }),
  url: SecretAddress.meta({
    description: 'Where it is sent. A secret, since many receivers have theirs in the address.',
    secret: true,
  }),
  headers: z
    .record(HeaderName, HeaderSecret.meta({ secret: true }))
    .default({})
    .meta({
      description: 'Further headers; their values are secrets.',
    }),
  credentials: Credentials.optional().meta({ description: 'How it shows who it is.' }),
  template: BodyTemplate.optional().meta({
    description:
      'Liquid text of the body, `{"text": {{ record.number | json }}}`; it sees `trigger`, `timestamp`, `by` (tool or servicenow), `actor`, `source`, `record` and `alerts`. Absent forwards all of that as JSON.',
  }),
});
export type WebhookEntry = z.output<typeof WebhookEntry>;
