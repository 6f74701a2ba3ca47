import type { AlertEvent } from './alert-event.ts';
import type { Scope } from './template.ts';

/** No filter takes more than linear time in these, and short ones keep even a bad one short. */
const MAX_TEXT_LENGTH = 16_000;

/** What templates may speak of: the event that leads, and `alerts`, all that came with it. */
export function toScope(lead: AlertEvent, events: readonly AlertEvent[], source: string): Scope {
  const view = toView(lead);
  const alerts = events.map((event) => (event === lead ? view : toView(event)));
  return { ...view, source, alerts };
}

function toView(event: AlertEvent): Scope {
  return {
    kind: event.kind,
    status: event.status,
    severity: event.severity,
    title: cut(event.title),
    description: cut(event.description),
    labels: cutAll(event.labels),
    annotations: cutAll(event.annotations),
    fingerprint: event.fingerprint,
    groupKey: event.groupKey ?? '',
    actor: event.actor ?? '',
    text: cut(event.text ?? ''),
    url: event.url ?? '',
    startedAt: toTime(event.startedAt),
    endedAt: toTime(event.endedAt),
  };
}

function cutAll(texts: AlertEvent['labels']): Scope {
  if (Object.values(texts).every((text) => text.length <= MAX_TEXT_LENGTH)) return texts;
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, cut(text)]));
}

function cut(text: string): string {
  return text.slice(0, MAX_TEXT_LENGTH);
}

function toTime(at: number | undefined): string {
  return at === undefined ? '' : new Date(at).toISOString();
}

/** With everything there, for trying a template before it is needed. */
export const trialScope: Scope = toScope(
  {
    kind: 'state',
    fingerprint: 'trial',
    groupKey: 'trial',
    status: 'firing',
    severity: 'critical',
    title: 'Trial',
    description: 'Trial',
    labels: { trial: 'trial' },
    annotations: { trial: 'trial' },
    actor: 'trial',
    text: 'trial',
    url: 'https://example.com/',
    startedAt: 0,
    endedAt: 0,
  },
  [],
  'trial',
);
