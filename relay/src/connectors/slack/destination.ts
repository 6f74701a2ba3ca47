import { z } from 'zod';
import { defineDestination } from '../../connector-kit/destination.ts';
import { SecretAddress } from '../../connector-kit/fields.ts';
import { attach, planWriteBack } from './write-back.ts';

export const slackDestination = defineDestination({
  kind: 'slack',
  name: 'Messages in a Slack channel',
  docsUrl: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/',
  settings: z.strictObject({
    url: SecretAddress.meta({ description: 'Address of an incoming webhook.', secret: true }),
  }),
  // One in a second, for each webhook.
  perMinute: 60,
  plan: planWriteBack,
  attach,
  toRequest: (_attempt, { url }) => ({ url: url.reveal(), headers: {} }),
});
