import { z } from 'zod';
import { connectors, findConnector } from '../../connectors/registry.ts';
import { toTrialSettings } from '../../connectors/trial-settings.ts';
import { alertStatuses, eventKinds, severities } from '../../domain/alert-event.ts';
import { toCorrelationKey } from '../../domain/correlation.ts';
import { RelayError } from '../../lib/errors.ts';
import { defineRoute } from '../define-route.ts';
import { Instant, NoParams, toOptionalInstant } from '../shapes.ts';
import { Given } from './configuration.ts';

/** A body as the tool would send it, within a request of 256 KB; larger ones are tried at the intake itself. */
const MAX_BODY_LENGTH = 200_000;

const Reading = z.object({
  read: z.boolean().meta({ description: 'Whether the connector can read the body.' }),
  because: z.string().optional().meta({ description: 'Why it cannot.' }),
  confirm: z.string().optional().meta({ description: 'Address that confirms a subscription.' }),
  events: z
    .array(
      z.object({
        correlationKey: z.string().meta({ description: 'What becomes one record, by group.' }),
        fingerprint: z.string().meta({ description: 'Names the alert.' }),
        kind: z.enum(eventKinds).meta({ description: 'What the statement is about.' }),
        status: z.enum(alertStatuses).meta({ description: 'What the alert is.' }),
        severity: z.enum(severities).meta({ description: 'How urgent it is.' }),
        title: z.string().meta({ description: 'Its title.' }),
        description: z.string().meta({ description: 'Its description.' }),
        labels: z.record(z.string(), z.string()).meta({ description: 'Its labels.' }),
        url: z.string().optional().meta({ description: 'Where a person sees it.' }),
        actor: z.string().optional().meta({ description: 'Who did it.' }),
        text: z.string().optional().meta({ description: 'Text of a note.' }),
        startedAt: Instant.optional(),
        endedAt: Instant.optional(),
      }),
    )
    .meta({ description: 'What the body says.' }),
});

export const tryReading = defineRoute({
  method: 'post',
  path: '/readings',
  summary: 'Try a payload, and a mapping before it is saved: the events that a body becomes',
  scope: 'config:read',
  params: NoParams,
  query: z.strictObject({}),
  body: z.strictObject({
    connector: z.string().max(100).meta({ description: 'Which tool it is.' }),
    settings: Given.default({}).meta({
      description: 'Settings of the source, such as `{"mapping": …}`; secrets may be absent.',
    }),
    body: z.string().max(MAX_BODY_LENGTH).meta({ description: 'The body, byte for byte.' }),
    headers: z
      .record(z.string().toLowerCase(), z.string())
      .default({})
      .meta({ description: 'Headers of the request, where they matter.' }),
    path: z.string().max(500).default('').meta({
      description: 'What the tool appends to our address, such as `/v2/enqueue`.',
    }),
  }),
  status: 200,
  answer: Reading,
  problems: ['REQUEST_INVALID'],
  async handle({ clock }, { body: { connector: id, settings, body, headers, path: suffix } }) {
    const connector = findConnector(id);
    if (connector === undefined) {
      const known = connectors.map((one) => one.id).join(', ');
      throw new RelayError('REQUEST_INVALID', `There is no connector ${id}; known are ${known}.`);
    }
    const delivery = { method: 'POST', suffix, query: {}, headers, receivedAt: clock.now() };
    const reading = connector.read(
      { ...delivery, body: Buffer.from(body) },
      await toTrialSettings(connector, settings),
    );
    switch (reading.kind) {
      case 'unreadable':
        return { read: false, because: reading.because, events: [] };
      case 'confirm':
        return { read: true, confirm: reading.url, events: [] };
      case 'events':
        return {
          read: true,
          events: reading.events.map((event) => ({
            ...event,
            labels: { ...event.labels },
            correlationKey: toCorrelationKey(event, { groupBy: 'group' }),
            startedAt: toOptionalInstant(event.startedAt),
            endedAt: toOptionalInstant(event.endedAt),
          })),
        };
    }
  },
});
