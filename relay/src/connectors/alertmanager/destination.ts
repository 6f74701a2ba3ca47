import { z } from 'zod';
import { defineDestination } from '../../connector-kit/destination.ts';
import { Duration, HeaderSecret, WebAddress } from '../../connector-kit/fields.ts';
import { planWriteBack } from './write-back.ts';

export const alertmanagerDestination = defineDestination({
  kind: 'alertmanager',
  name: 'Silences and alerts of an Alertmanager',
  docsUrl: 'https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml',
  settings: z.strictObject({
    url: WebAddress.meta({ description: 'Root of the Alertmanager, `http://alertmanager:9093`.' }),
    authorization: HeaderSecret.optional().meta({
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
    openFor: Duration.prefault('30d').meta({
      description: 'How long an alert stays that stands for an incident born in ServiceNow.',
    }),
  }),
  perMinute: 600,
  reopensFirst: true,
  plan: planWriteBack,
  toRequest: ({ path }, { url, authorization }) => ({
    url: `${url}${path}`,
    headers: authorization === undefined ? {} : { authorization: authorization.reveal() },
  }),
});
