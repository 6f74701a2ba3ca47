import { z } from 'zod';

const path = (description: string, fallback: string): z.ZodDefault<z.ZodString> =>
  z.string().min(1).max(200).default(fallback).meta({ description });

/** Where in the body each part of an event is: names joined by dots, `labels.severity`, `items.0.id`. */
const Mapping = z.strictObject({
  alerts: z.string().max(200).optional().meta({
    description: 'Path of a list of alerts; without it the body is one alert, or a list of them.',
  }),
  fingerprint: path('Names the alert; equal for its firing and its resolved statement.', 'id'),
  status: path('Path of the status.', 'status'),
  severity: path('Path of the severity.', 'severity'),
  title: path('Path of the title.', 'title'),
  description: path('Path of the description.', 'description'),
  labels: path('Path of an object with labels.', 'labels'),
  group: path('Path of what names the group, if alerts come in groups.', 'group'),
  url: path('Path of a link into the tool.', 'url'),
  startedAt: path(
    'Path of the start: ISO 8601, or seconds or milliseconds since 1970.',
    'startedAt',
  ),
  endedAt: path('Path of the end, in the same forms.', 'endedAt'),
  actor: path('Path of who did it.', 'actor'),
});
type Mapping = z.output<typeof Mapping>;

const statusWords = (words: readonly string[]): z.ZodDefault<z.ZodArray<z.ZodString>> =>
  z.array(z.string().min(1).max(100)).default([...words]);

/** What the tool calls each status; compared in lower case. */
const StatusWords = z.strictObject({
  firing: statusWords(['firing', 'alerting', 'triggered', 'open', 'active', 'problem', 'critical']),
  acknowledged: statusWords(['acknowledged', 'acknowledgement', 'ack', 'in_progress']),
  unacknowledged: statusWords(['unacknowledged']),
  silenced: statusWords(['silenced', 'suppressed', 'muted', 'downtimestart']),
  unsilenced: statusWords(['unsilenced', 'unmuted', 'downtimeend', 'downtimeremoved']),
  resolved: statusWords([
    'resolved',
    'resolve',
    'ok',
    'closed',
    'recovered',
    'recovery',
    'inactive',
    'normal',
    'clear',
    'cleared',
  ]),
});
type StatusWords = z.output<typeof StatusWords>;

/** For settings of sources whose bodies are whatever their users make them. */
export const mappingSettings = {
  mapping: Mapping.prefault({}),
  statuses: StatusWords.prefault({}),
};
export interface MappingSettings {
  readonly mapping: Mapping;
  readonly statuses: StatusWords;
}
