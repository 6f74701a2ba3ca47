import { z } from 'zod';
import { defineDestination } from '../../connector-kit/destination.ts';
import { Duration, HeaderSecret, SecretAddress, WebAddress } from '../../connector-kit/fields.ts';
import { judge } from './judge.ts';
import { FORMATTED_WEBHOOK, planWriteBack } from './write-back.ts';

export const grafanaOncallDestination = defineDestination({
  kind: 'grafana-oncall',
  name: 'Alert groups of Grafana OnCall',
  docsUrl: 'https://grafana.com/docs/oncall/latest/oncall-api-reference/',
  settings: z.strictObject({
    url: WebAddress.meta({
      description: 'Root of OnCall, `https://oncall-prod-eu-west-0.grafana.net/oncall`.',
    }),
    token: HeaderSecret.optional().meta({
      description:
        'API key of a user: acknowledges, resolves and silences. A service account may not do that.',
      secret: true,
    }),
    webhook: SecretAddress.optional().meta({
      description: 'Address of a formatted webhook integration: opens alerts for ServiceNow.',
      secret: true,
    }),
    silenceFor: Duration.prefault('4h').meta({ description: 'How long a group is silenced.' }),
  }),
  // 300 in five minutes, for each key.
  perMinute: 60,
  reopensFirst: true,
  plan: planWriteBack,
  toRequest: ({ path }, { url, token, webhook }) => {
    if (path === FORMATTED_WEBHOOK) return { url: webhook?.reveal() ?? '', headers: {} };
    // The key stands alone: OnCall knows no scheme.
    const headers = token === undefined ? {} : { authorization: token.reveal() };
    return { url: `${url}${path}`, headers };
  },
  judge,
});
