import { z } from 'zod';
import { defineDestination } from '../../connector-kit/destination.ts';
import { Duration, HeaderSecret, SecretText, WebAddress } from '../../connector-kit/fields.ts';
import { judge } from './judge.ts';
import { attach, EVENTS_PATH, planWriteBack } from './write-back.ts';

export const pagerdutyDestination = defineDestination({
  kind: 'pagerduty',
  name: 'Incidents of PagerDuty',
  docsUrl: 'https://developer.pagerduty.com/api-reference/',
  settings: z.strictObject({
    apiToken: HeaderSecret.optional().meta({
      description: 'REST API key: changes the incidents that PagerDuty told us of.',
      secret: true,
    }),
    from: z.email().optional().meta({
      description:
        'Email of the PagerDuty user in whose name incidents change; goes with apiToken.',
    }),
    routingKey: SecretText.optional().meta({
      description: 'Key of an Events API v2 integration: opens alerts for records of ServiceNow.',
      secret: true,
    }),
    silenceFor: Duration.prefault('4h').meta({ description: 'How long an incident is snoozed.' }),
    apiUrl: WebAddress.prefault('https://api.pagerduty.com').meta({
      description: 'Root of the REST API; https://api.eu.pagerduty.com in the EU.',
    }),
    eventsUrl: WebAddress.prefault('https://events.pagerduty.com').meta({
      description: 'Root of the Events API; https://events.eu.pagerduty.com in the EU.',
    }),
  }),
  // Of the Events API, for each routing key; REST takes 960.
  perMinute: 120,
  reopensFirst: true,
  plan: planWriteBack,
  attach,
  toRequest: ({ path, body }, settings) => {
    const { apiToken, from, routingKey, apiUrl, eventsUrl } = settings;
    if (path === EVENTS_PATH) {
      const event: unknown = JSON.parse(body ?? '{}');
      const signed = { routing_key: routingKey?.reveal(), ...Object(event) };
      return { url: `${eventsUrl}${path}`, headers: {}, body: JSON.stringify(signed) };
    }
    return {
      url: `${apiUrl}${path}`,
      headers: {
        accept: 'application/vnd.pagerduty+json;version=2',
        ...(apiToken === undefined ? {} : { authorization: `Token token=${apiToken.reveal()}` }),
        ...(from === undefined ? {} : { from }),
      },
    };
  },
  judge,
});
