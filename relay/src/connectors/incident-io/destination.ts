import { z } from 'zod';
import { defineDestination } from '../../connector-kit/destination.ts';
import { HeaderSecret, WebAddress } from '../../connector-kit/fields.ts';
import { ALERT_EVENTS, planWriteBack } from './write-back.ts';

const statusId = (meaning: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({ description: `Id of the incident status for a record that is ${meaning}.` });

export const incidentIoDestination = defineDestination({
  kind: 'incident-io',
  name: 'Incidents, alerts and follow-ups of incident.io',
  docsUrl: 'https://api-docs.incident.io/',
  settings: z.strictObject({
    apiKey: HeaderSecret.optional().meta({
      description: 'API key: changes incidents, alerts and follow-ups that incident.io told us of.',
      secret: true,
    }),
    alertSource: z
      .strictObject({
        id: z.string().min(1).meta({ description: 'Id of an HTTP alert source.' }),
        token: HeaderSecret.meta({ description: 'Its secret.', secret: true }),
      })
      .optional()
      .meta({ description: 'Where alerts for records of ServiceNow are opened.' }),
    statuses: z
      .strictObject({
        acknowledge: statusId('acknowledged'),
        resolve: statusId('resolved'),
        reopen: statusId('open again'),
      })
      .prefault({})
      .meta({ description: 'Which status an incident gets; without an id it keeps its own.' }),
    url: WebAddress.prefault('https://api.incident.io').meta({ description: 'Root of the API.' }),
  }),
  perMinute: 1200,
  reopensFirst: true,
  plan: planWriteBack,
  toRequest: ({ path }, { url, apiKey, alertSource }) => {
    const secret = path.startsWith(ALERT_EVENTS) ? alertSource?.token : apiKey;
    return {
      url: `${url}${path}`,
      headers: secret === undefined ? {} : { authorization: `Bearer ${secret.reveal()}` },
    };
  },
});
