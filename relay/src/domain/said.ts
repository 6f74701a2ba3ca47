import type { AlertEvent, Severity } from './alert-event.ts';
import type { Route } from './configuration.ts';
import { toNoteText, truncate, withoutMarkup } from './event-content.ts';
import type { Freshness } from './freshness.ts';
import { highestSeverity } from './severity.ts';
import type { Member, Situation } from './situation.ts';
import { toScope } from './template-scope.ts';

/** A delivery with what it changes among the members of its lane. */
export interface Said {
  readonly source: string;
  readonly at: number;
  readonly events: readonly AlertEvent[];
  /** Per event, in order. */
  readonly freshness: readonly Freshness[];
  readonly members: ReadonlyMap<string, Member>;
}

export function freshOf({ events, freshness }: Said): readonly AlertEvent[] {
  return events.filter((_event, index) => freshness[index]?.kind === 'fresh');
}

export function isActive(event: AlertEvent): boolean {
  return event.kind === 'state' && event.status !== 'resolved';
}

export function isEnd(event: AlertEvent): boolean {
  return tellsState(event) && event.status === 'resolved';
}

/** Notes and other changes carry a status only because every event has one. */
export function tellsState({ kind }: AlertEvent): boolean {
  return kind === 'state' || kind === 'deleted';
}

/** Of the members that go on. */
export function activeSeverity({ members }: Pick<Situation, 'members'>): Severity {
  return highestSeverity(activeMembers({ members }).map(({ severity }) => severity));
}

export function activeMembers({ members }: Pick<Situation, 'members'>): readonly Member[] {
  return [...members.values()].filter(({ status }) => status !== 'resolved');
}

const MAX_NOTE_LENGTH = 16_000;

/** The text for journals; a template that fails leaves it to the list of alerts. */
export function noteFor(
  route: Route,
  { source }: Said,
  events: readonly AlertEvent[],
): string | undefined {
  const lead = events[0];
  if (!(route.workNotes || route.comments) || lead === undefined) return undefined;
  const rendered = route.note?.render(toScope(lead, events, source));
  if (rendered?.kind !== 'text') return toNoteText(events);
  const text = truncate(withoutMarkup(rendered.text).trim(), MAX_NOTE_LENGTH);
  return text === '' ? undefined : text;
}
