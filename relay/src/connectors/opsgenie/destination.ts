import { z } from 'zod';
import { defineDestination } from '../../connector-kit/destination.ts';
import { Duration, HeaderSecret, WebAddress } from '../../connector-kit/fields.ts';
import { toFormBody } from '../../connector-kit/form-body.ts';
import { attach, planWriteBack } from './write-back.ts';

export const opsgenieDestination = defineDestination({
  kind: 'opsgenie',
  name: 'Alerts of Opsgenie or Jira Service Management',
  docsUrl: 'https://docs.opsgenie.com/docs/alert-api',
  settings: z.strictObject({
    apiKey: HeaderSecret.meta({ description: 'Key of an API integration.', secret: true }),
    silenceFor: Duration.prefault('4h').meta({ description: 'How long an alert is snoozed.' }),
    url: WebAddress.prefault('https://api.opsgenie.com').meta({
      description:
        'Root of the Alert API; https://api.eu.opsgenie.com in the EU, https://api.atlassian.com/jsm/ops/integration for Jira Service Management.',
    }),
  }),
  perMinute: 300,
  reopensFirst: true,
  plan: planWriteBack,
  attach,
  toRequest: ({ path, id, file }, { url, apiKey }) => {
    const authorization = `GenieKey ${apiKey.reveal()}`;
    if (file === undefined) return { url: `${url}${path}`, headers: { authorization } };
    const { contentType, body } = toFormBody('file', file, id);
    return { url: `${url}${path}`, headers: { authorization, 'content-type': contentType }, body };
  },
});
