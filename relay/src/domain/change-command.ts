import type { ChangeEvent } from '@alert-relay/shared-types';
import type { Severity } from './alert-event.ts';
import { chooseTold, isOnlyPictures, isSilent } from './back-sync.ts';
import type { InwardMeaning, Route, Source, ToolState } from './configuration.ts';
import { allChanges, type RealChanges, realChanges } from './echo.ts';
import { toTaken } from './field-ownership.ts';
import type { Fields } from './fields.ts';
import { type Phase, toPhase } from './lifecycle.ts';

/** A route as it is for one of its sources. */
export type TellingRoute = Route & { readonly isSourceSilent?: boolean };

/** Several tools can share a route; each may have a way back of its own, or none. */
export function toTellingRoute(
  route: Route,
  source: Pick<Source, 'backSync' | 'destination'> | undefined,
): TellingRoute {
  return {
    ...route,
    isSourceSilent: source?.backSync === false,
    destination: source?.destination ?? route.destination,
  };
}

/** What we know of the record before the change is applied. */
export interface ChangedRecord {
  readonly state: string;
  /** Of the last change that was applied. */
  readonly changeSequence: number;
  readonly sentFields: Fields;
  readonly takenFields: Fields;
  readonly endedBy: 'tool' | 'person' | undefined;
  /** `sys_mod_count` after our last write. */
  readonly modCount?: number;
  /** The alert has a later record: whatever becomes of this one, the alert is that one's. */
  readonly isPast?: boolean;
}

/** What tools are told. */
export const toldKinds = ['open', 'acknowledge', 'silence', 'resolve', 'reopen', 'update'] as const;
export type ToldKind = (typeof toldKinds)[number];

/**
 * Canceled is an outcome of its own; a tool is told that the record is resolved. The end of a deleted
 * record is told as its route says: as a resolution or as a note.
 */
export const writeBackKinds = [...toldKinds, 'cancel', 'resolve-deleted', 'note-deleted'] as const;
export type WriteBackKind = (typeof writeBackKinds)[number];

export type ChangeDecision =
  | {
      readonly kind: 'write-back';
      readonly writeBack: WriteBackKind;
      /** What the record was to the tool before, where that has changed. */
      readonly from: ToolState | undefined;
      /** What of the change the tool is told. */
      readonly told: RealChanges;
      /** `undefined`: nothing about the record itself changed. */
      readonly record: RecordView | undefined;
    }
  | {
      readonly kind: 'nothing';
      readonly because: ChangeReason;
      readonly record: RecordView | undefined;
    };

export type ChangeReason =
  | 'echo'
  | 'stale'
  | 'not-selected'
  | 'no-destination'
  | 'backsync-off'
  | 'switched-off'
  | 'not-linked'
  | 'excluded';

/** The record as it stands after the change. */
export interface RecordView {
  readonly state: string;
  readonly phase: Phase;
  readonly endedBy: 'tool' | 'person' | undefined;
  /** What others put in the place of what we sent. */
  readonly takenFields: Fields;
}

/**
 * What the tool is told about a change of a linked record. An echo of our own write is dropped by
 * value and origin stamp, not by user: a rule that acts inside our write, and a person who uses our
 * account, still count (reliability.md 0.9).
 */
export function decideWriteBack(
  route: TellingRoute,
  known: ChangedRecord,
  change: ChangeEvent,
): ChangeDecision {
  if (change.deleted === true) return decideDeletion(route, known, change);
  if (isOnlyPictures(allChanges(change))) return tellPictures(route, change);
  if (change.sequence <= known.changeSequence) {
    return decideOvertaken(route, change);
  }
  const real = realChanges(change, known.sentFields, known.modCount);
  const stateChange = real.fields.find(({ name }) => name === 'state');
  const isStateReal = stateChange !== undefined;
  const phase = toPhase(route, change.record);
  const ended = isStateReal ? 'person' : known.endedBy;
  const endedBy = phase === 'open' ? undefined : ended;
  const takenFields = toTaken(known, real.fields);
  const record: RecordView = { state: change.record.state, phase, endedBy, takenFields };
  if (isSilent(allChanges(change)) && change.origin === null) {
    return { kind: 'nothing', because: 'excluded', record };
  }
  if (isSilent(real)) return { kind: 'nothing', because: 'echo', record };
  const silent = silenceOf(route);
  if (silent !== undefined) return { kind: 'nothing', because: silent, record };
  // From where the change itself says it came: the state that we know may be newer than the change,
  // when a person was quicker than the answer to our own write.
  const told = chooseTold(real, route.backSync);
  if (isSilent(told)) return { kind: 'nothing', because: 'switched-off', record };
  const isStateTold = stateChange !== undefined && route.backSync.state && known.isPast !== true;
  const stateBefore = isStateTold ? (stateChange.old ?? known.state) : undefined;
  const verb = toVerb(route, stateBefore, change);
  return verb.kind === 'nothing' ? { ...verb, record } : { ...verb, told, record };
}

/** Above the number of every change: nothing follows the end of a record. Fits the 32 bits of its column. */
export const LAST_SEQUENCE = 2_147_483_647;

/** The app, a poll and the sweep may all find that a record is gone; whoever comes first tells it. */
function decideDeletion(
  route: TellingRoute,
  known: ChangedRecord,
  change: ChangeEvent,
): ChangeDecision {
  if (known.changeSequence >= LAST_SEQUENCE) {
    return { kind: 'nothing', because: 'stale', record: undefined };
  }
  const { state } = change.record;
  const record: RecordView = {
    state,
    phase: 'closed',
    endedBy: 'person',
    takenFields: known.takenFields,
  };
  const telling = tellDeletion(route, known.isPast);
  return telling.kind === 'nothing'
    ? { ...telling, record }
    : { ...telling, told: allChanges(change), record };
}

function tellDeletion(route: TellingRoute, isPast = false): Verb {
  const silent = silenceOf(route);
  if (silent !== undefined) return { kind: 'nothing', because: silent };
  const { deletes } = route.backSync;
  if (deletes === 'off') return { kind: 'nothing', because: 'switched-off' };
  const writeBack = deletes === 'resolve' && !isPast ? 'resolve-deleted' : 'note-deleted';
  return { kind: 'write-back', writeBack, from: undefined };
}

function tellPictures(route: TellingRoute, change: ChangeEvent): ChangeDecision {
  const silent = silenceOf(route);
  if (silent !== undefined) return { kind: 'nothing', because: silent, record: undefined };
  const told = chooseTold(allChanges(change), route.backSync);
  return isSilent(told)
    ? { kind: 'nothing', because: 'switched-off', record: undefined }
    : { kind: 'write-back', writeBack: 'update', from: undefined, told, record: undefined };
}

/**
 * A later change was applied already. Its columns are history; what people wrote stays true and is told
 * once, late or not.
 */
function decideOvertaken(route: TellingRoute, { origin, journal }: ChangeEvent): ChangeDecision {
  const told = chooseTold(
    { fields: [], journal: origin === null ? journal : [], attachments: [] },
    route.backSync,
  );
  if (isSilent(told) || silenceOf(route) !== undefined) {
    return { kind: 'nothing', because: 'stale', record: undefined };
  }
  return { kind: 'write-back', writeBack: 'update', from: undefined, told, record: undefined };
}

/** What a record that was born in ServiceNow is to us. */
export interface ForwardedRecord {
  /** The tool has an alert for it already. */
  readonly isOpened: boolean;
  /** A later change of it was applied before. */
  readonly isOvertaken: boolean;
}

export type ForwardDecision =
  | {
      readonly kind: 'write-back';
      readonly writeBack: WriteBackKind;
      readonly from: ToolState | undefined;
      readonly told: RealChanges;
    }
  | { readonly kind: 'nothing'; readonly because: ChangeReason };

/**
 * What the tool is told about a record that was born in ServiceNow. The first that it hears opens an
 * alert, whatever the change was: a forward rule may begin to match at any time of the record's life.
 */
export function decideForward(
  route: TellingRoute,
  known: ForwardedRecord,
  change: ChangeEvent,
): ForwardDecision {
  const all = allChanges(change);
  if (change.deleted === true) {
    const verb: Verb = known.isOpened
      ? tellDeletion(route)
      : { kind: 'nothing', because: 'not-linked' };
    return verb.kind === 'nothing' ? verb : { ...verb, told: all };
  }
  if (known.isOvertaken && !isOnlyPictures(all)) {
    return known.isOpened ? decideOvertaken(route, change) : { kind: 'nothing', because: 'stale' };
  }
  if (change.origin !== null) return { kind: 'nothing', because: 'echo' };
  const silent = silenceOf(route);
  if (silent !== undefined) return { kind: 'nothing', because: silent };
  const told = chooseTold(all, route.backSync);
  if (!known.isOpened) {
    return toPhase(route, change.record) === 'open'
      ? { kind: 'write-back', writeBack: 'open', from: undefined, told }
      : { kind: 'nothing', because: 'not-selected' };
  }
  if (isSilent(told)) return { kind: 'nothing', because: 'switched-off' };
  const stateChange = told.fields.find(({ name }) => name === 'state');
  const verb = toVerb(route, stateChange?.old ?? undefined, change);
  return verb.kind === 'nothing' ? verb : { ...verb, told };
}

function silenceOf({ isSourceSilent, destination }: TellingRoute): ChangeReason | undefined {
  if (isSourceSilent === true) return 'backsync-off';
  return destination === undefined ? 'no-destination' : undefined;
}

type Verb =
  | {
      readonly kind: 'write-back';
      readonly writeBack: WriteBackKind;
      readonly from: ToolState | undefined;
    }
  | { readonly kind: 'nothing'; readonly because: ChangeReason };

function toVerb(
  route: Pick<Route, 'inwardStates'>,
  stateBefore: string | undefined,
  change: ChangeEvent,
): Verb {
  const isUpdate = stateBefore === undefined;
  const before = isUpdate ? undefined : route.inwardStates[stateBefore];
  const after = route.inwardStates[change.record.state];
  if (isUpdate || (after !== undefined && after === before)) {
    return { kind: 'write-back', writeBack: 'update', from: undefined };
  }
  if (after === undefined) return { kind: 'nothing', because: 'not-selected' };
  // To a tool, canceled is as good as resolved.
  const from = before === 'canceled' ? 'resolved' : before;
  return { kind: 'write-back', writeBack: writeBackFor[after], from };
}

const writeBackFor: Readonly<Record<InwardMeaning, WriteBackKind>> = {
  firing: 'reopen',
  acknowledged: 'acknowledge',
  silenced: 'silence',
  resolved: 'resolve',
  canceled: 'cancel',
};

/** The stock priorities 1 to 5. */
const severityOfPriority: Readonly<Record<string, Severity>> = {
  '1': 'critical',
  '2': 'high',
  '3': 'warning',
  '4': 'info',
  '5': 'info',
};

/** How urgent a record is, as far as the change says it. */
export function toRecordSeverity(change: Pick<ChangeEvent, 'fields'>): Severity {
  const priority = change.fields.find(({ name }) => name === 'priority')?.new ?? '';
  return severityOfPriority[priority] ?? 'unknown';
}
