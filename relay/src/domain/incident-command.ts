import type { AlertEvent, Severity } from './alert-event.ts';
import type { Route } from './configuration.ts';
import { decideFreshness, type Freshness, type KnownAlert } from './freshness.ts';
import { toContentHash, toNoteText } from './event-content.ts';
import {
  type Fields,
  type Reference,
  toCreateFields,
  toPriorityFields,
  toReferences,
  toResolveFields,
} from './incident-fields.ts';
import type { Phase } from './lifecycle.ts';
import { highestSeverity } from './severity.ts';

/** One alert of a lane with what its source said last. */
export interface Member extends KnownAlert {
  readonly fingerprint: string;
  readonly severity: Severity;
}

/** The current episode of a lane. */
export interface Episode {
  readonly episode: number;
  readonly phase: Phase;
  /** Stored value of `state` as we know it. */
  readonly state: string;
  /** Who brought it out of `open`. */
  readonly endedBy: 'tool' | 'person' | undefined;
  /** Whether a firing after a person's resolution was already noted. */
  readonly isLateFiringNoted: boolean;
  /** What we sent last, per column. */
  readonly sentFields: Fields;
}

/** All that a lane knows before a delivery is applied. */
export interface Situation {
  readonly episode: Episode | undefined;
  readonly members: ReadonlyMap<string, Member>;
}

export type WriteReason =
  | 'first-firing'
  | 'firing-after-close'
  | 'joined'
  | 'changed'
  | 'acknowledged'
  | 'some-resolved'
  | 'all-resolved'
  | 'note'
  | 'firing-after-manual-resolve'
  | 'reopened';

export type NothingReason =
  | 'repeat'
  | 'stale'
  | 'never-opened'
  | 'already-resolved'
  | 'late-firing'
  | 'already-noted'
  | 'no-notes-wanted';

export type IncidentCommand =
  | {
      readonly kind: 'write';
      readonly operation: 'create' | 'update' | 'note' | 'resolve' | 'reopen';
      readonly because: WriteReason;
      readonly episode: number;
      readonly fields: Fields;
      readonly references: readonly Reference[];
      /** Journal text, or nothing to say. */
      readonly note: string | undefined;
    }
  | { readonly kind: 'nothing'; readonly because: NothingReason };

/** What one delivery says about one lane, decided. */
export interface Decision {
  readonly command: IncidentCommand;
  /** The members that the delivery changed, as they stand afterwards. */
  readonly members: readonly Member[];
  /** Per event, in order: fresh or why not. */
  readonly freshness: readonly Freshness[];
}

/**
 * What to do in ServiceNow about the events of one delivery in one lane. They are decided together,
 * so that a notification about a group is one write, whatever its size, and the same again when it
 * has to be repeated after a crash.
 */
export function decideIncidentCommand(
  route: Route,
  situation: Situation,
  events: readonly AlertEvent[],
): Decision {
  const members = new Map(situation.members);
  const changed = new Map<string, Member>();
  const freshness = events.map((event) => {
    const contentHash = toContentHash(event);
    const known = members.get(event.fingerprint);
    const verdict: Freshness =
      event.kind === 'note'
        ? { kind: 'fresh', change: 'content' }
        : decideFreshness(known, event, contentHash);
    if (verdict.kind === 'fresh' && event.kind !== 'note') {
      const member = toMember(event, contentHash, known);
      members.set(event.fingerprint, member);
      changed.set(event.fingerprint, member);
    }
    return verdict;
  });
  return {
    command: decideCommand(route, situation.episode, members, events, freshness),
    members: [...changed.values()],
    freshness,
  };
}

function decideCommand(
  route: Route,
  episode: Episode | undefined,
  members: ReadonlyMap<string, Member>,
  events: readonly AlertEvent[],
  freshness: readonly Freshness[],
): IncidentCommand {
  const fresh = events.filter((_event, index) => freshness[index]?.kind === 'fresh');
  if (episode?.phase === 'open') {
    return fresh.length > 0 ? decideOpen(route, episode, members, fresh) : decideOld(freshness);
  }
  // Only a new life opens a record. What else is said of a life whose record a person ended is news
  // for that record, not a reason for the next one.
  // A delivery that tells of a start and of its end leaves nothing to open.
  const opening = events.filter(
    (event, index) =>
      isActive(event) &&
      isNewLife(freshness[index]) &&
      members.get(event.fingerprint)?.status !== 'resolved',
  );
  if (opening[0] !== undefined) return decideCreate(route, episode, members, opening, opening[0]);
  if (episode?.endedBy === 'person' && events.some(isActive)) {
    return decideAfterManualResolve(route, episode, events);
  }
  if (fresh.length === 0) return decideOld(freshness);
  return nothing(episode === undefined ? 'never-opened' : 'already-resolved');
}

function toMember(event: AlertEvent, contentHash: string, known: Member | undefined): Member {
  const isSameLife = known !== undefined && known.startedAt === event.startedAt;
  return {
    fingerprint: event.fingerprint,
    status: event.status,
    startedAt: event.startedAt ?? known?.startedAt,
    contentHash,
    // A resolved body may lack the labels that carried the severity.
    severity: event.severity === 'unknown' && isSameLife ? known.severity : event.severity,
  };
}

function decideCreate(
  route: Route,
  episode: Episode | undefined,
  members: ReadonlyMap<string, Member>,
  opening: readonly AlertEvent[],
  lead: AlertEvent,
): IncidentCommand {
  return {
    kind: 'write',
    operation: 'create',
    because: episode === undefined ? 'first-firing' : 'firing-after-close',
    episode: (episode?.episode ?? 0) + 1,
    fields: toCreateFields(route, lead, highestSeverity(activeSeverities(members))),
    references: toReferences(route),
    note: noteFor(route, opening),
  };
}

function decideOpen(
  route: Route,
  episode: Episode,
  members: ReadonlyMap<string, Member>,
  fresh: readonly AlertEvent[],
): IncidentCommand {
  const note = noteFor(route, fresh);
  const write = { kind: 'write', episode: episode.episode, references: [], note } as const;
  const active = activeSeverities(members);
  if (active.length === 0 && fresh.some(({ status }) => status === 'resolved')) {
    return {
      ...write,
      operation: 'resolve',
      because: 'all-resolved',
      fields: toResolveFields(route),
    };
  }
  const fields = {
    ...changedOnly(toPriorityFields(route, highestSeverity(active)), episode.sentFields),
    ...stateField(route, episode, fresh),
  };
  if (Object.keys(fields).length === 0 && note === undefined) return nothing('no-notes-wanted');
  const isNoteOnly = Object.keys(fields).length === 0;
  return {
    ...write,
    operation: isNoteOnly ? 'note' : 'update',
    because: openReason(fresh),
    fields,
  };
}

/** An acknowledgment moves the record on from where a firing put it, and never back from further on. */
function stateField(route: Route, episode: Episode, fresh: readonly AlertEvent[]): Fields {
  const last = fresh.findLast(({ kind, status }) => kind === 'state' && status !== 'resolved');
  if (last === undefined || last.status === 'firing') return {};
  const state = route.outwardStates[last.status];
  if (state === undefined || state === episode.state) return {};
  const isWhereWePutIt =
    episode.state === route.outwardStates.firing ||
    episode.state === route.outwardStates.acknowledged;
  return isWhereWePutIt ? { state } : {};
}

function openReason(fresh: readonly AlertEvent[]): WriteReason {
  if (fresh.some(({ status }) => status === 'acknowledged')) return 'acknowledged';
  if (fresh.every(({ status }) => status === 'resolved')) return 'some-resolved';
  return fresh.every(({ kind }) => kind === 'note') ? 'note' : 'changed';
}

function decideOld(freshness: readonly Freshness[]): IncidentCommand {
  if (freshness.some(({ kind }) => kind === 'late-firing')) return nothing('late-firing');
  const isStale = freshness.some((one) => one.kind === 'old' && one.because === 'stale');
  return nothing(isStale ? 'stale' : 'repeat');
}

function decideAfterManualResolve(
  route: Route,
  episode: Episode,
  events: readonly AlertEvent[],
): IncidentCommand {
  const write = { kind: 'write', episode: episode.episode, references: [] } as const;
  if (route.afterManualResolve === 'reopen' && episode.phase === 'resolved') {
    const state = route.outwardStates.firing;
    const note = noteFor(route, events);
    return {
      ...write,
      operation: 'reopen',
      because: 'reopened',
      fields: state === undefined ? {} : { state },
      note,
    };
  }
  if (episode.isLateFiringNoted) return nothing('already-noted');
  const detail = toNoteText(events.filter(isActive));
  return {
    ...write,
    operation: 'note',
    because: 'firing-after-manual-resolve',
    fields: {},
    note: `The record was resolved by a person, but the alert is still firing in its tool.\n\n${detail}`,
  };
}

function noteFor(route: Route, events: readonly AlertEvent[]): string | undefined {
  return (route.workNotes || route.comments) && events.length > 0 ? toNoteText(events) : undefined;
}

function isNewLife(freshness: Freshness | undefined): boolean {
  return (
    freshness?.kind === 'fresh' && (freshness.change === 'first' || freshness.change === 'again')
  );
}

function isActive(event: AlertEvent): boolean {
  return event.kind === 'state' && event.status !== 'resolved';
}

function activeSeverities(members: ReadonlyMap<string, Member>): readonly Severity[] {
  return [...members.values()]
    .filter(({ status }) => status !== 'resolved')
    .map(({ severity }) => severity);
}

function changedOnly(fields: Fields, before: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([column, value]) => before[column] !== value),
  );
}

function nothing(because: NothingReason): IncidentCommand {
  return { kind: 'nothing', because };
}
