import { z } from 'zod';
import { Duration, Name, SecretText, SigningSecret, WebAddress } from './fields.ts';

const name = Name.meta({ description: 'Name of the destination.' });

const AlertmanagerDestination = z.strictObject({
  kind: z.literal('alertmanager').meta({ description: 'Silences and alerts of an Alertmanager.' }),
  name,
  url: WebAddress.meta({ description: 'Root of the Alertmanager, `http://alertmanager:9093`.' }),
  authorization: SecretText.optional().meta({
    description: 'Value of the Authorization header, `Bearer …` or `Basic …`.',
    secret: true,
  }),
  acknowledgeFor: Duration.prefault('4h').meta({
    description: 'How long an acknowledged alert is silenced.',
  }),
  quietFor: Duration.prefault('5m').meta({
    description:
      'How long a resolved alert is kept quiet, since Prometheus sends it again while it lasts.',
  }),
});

const WebhookDestination = z.strictObject({
  kind: z.literal('webhook').meta({ description: 'Any HTTP endpoint.' }),
  name,
  url: WebAddress.meta({ description: 'Where the message is posted.' }),
  secret: SigningSecret.meta({
    description: 'Standard Webhooks secret with which the message is signed.',
    secret: true,
  }),
});

export const DestinationEntry = z.discriminatedUnion('kind', [
  AlertmanagerDestination,
  WebhookDestination,
]);
export type DestinationEntry = z.output<typeof DestinationEntry>;
