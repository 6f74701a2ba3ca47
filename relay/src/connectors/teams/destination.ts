import { z } from 'zod';
import { defineDestination } from '../../connector-kit/destination.ts';
import { SecretAddress } from '../../connector-kit/fields.ts';
import { judge } from './judge.ts';
import { attach, planWriteBack } from './write-back.ts';

export const teamsDestination = defineDestination({
  kind: 'teams',
  name: 'Messages in a channel of Microsoft Teams',
  docsUrl:
    'https://support.microsoft.com/office/create-incoming-webhooks-with-workflows-for-microsoft-teams-8ae491c7-0394-4861-ba59-055e33f75498',
  settings: z.strictObject({
    url: SecretAddress.meta({ description: 'Address of a Workflows webhook.', secret: true }),
  }),
  // Four in a second are allowed, and a channel that scrolls that fast is read by nobody.
  perMinute: 60,
  plan: planWriteBack,
  attach,
  toRequest: (_attempt, { url }) => ({ url: url.reveal(), headers: {} }),
  judge,
});
