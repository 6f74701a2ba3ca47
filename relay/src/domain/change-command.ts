import type { ChangeEvent } from '@alert-relay/shared-types';
import type { Route } from './configuration.ts';
import { realChanges } from './echo.ts';
import type { Fields } from './incident-fields.ts';
import { type Phase, toPhase } from './lifecycle.ts';

/** What we know of the record before the change is applied. */
export interface ChangedRecord {
  readonly state: string;
  /** Of the last change that was applied. */
  readonly changeSequence: number;
  readonly sentFields: Fields;
  readonly endedBy: 'tool' | 'person' | undefined;
}

export const writeBackKinds = ['acknowledge', 'resolve', 'reopen', 'update'] as const;
export type WriteBackKind = (typeof writeBackKinds)[number];

export type ChangeDecision =
  | { readonly kind: 'write-back'; readonly writeBack: WriteBackKind; readonly record: RecordView }
  | {
      readonly kind: 'nothing';
      readonly because: ChangeReason;
      readonly record: RecordView | undefined;
    };

export type ChangeReason = 'echo' | 'stale' | 'not-selected' | 'no-destination';

/** The record as it stands after the change. */
export interface RecordView {
  readonly state: string;
  readonly phase: Phase;
  readonly endedBy: 'tool' | 'person' | undefined;
}

/**
 * What the tool is told about a change of a linked record. An echo of our own write is dropped by
 * value and origin stamp, not by user: a rule that acts inside our write, and a person who uses our
 * account, still count (reliability.md 0.9).
 */
export function decideWriteBack(
  route: Route,
  known: ChangedRecord,
  change: ChangeEvent,
): ChangeDecision {
  if (change.sequence <= known.changeSequence) {
    return { kind: 'nothing', because: 'stale', record: undefined };
  }
  const real = realChanges(change, known.sentFields);
  const stateChange = real.fields.find(({ name }) => name === 'state');
  const isStateReal = stateChange !== undefined;
  const phase = toPhase(route, change.record.state);
  const ended = isStateReal ? 'person' : known.endedBy;
  const endedBy = phase === 'open' ? undefined : ended;
  const record: RecordView = { state: change.record.state, phase, endedBy };
  if (real.fields.length === 0 && real.journal.length === 0) {
    return { kind: 'nothing', because: 'echo', record };
  }
  if (route.destination === undefined) {
    return { kind: 'nothing', because: 'no-destination', record };
  }
  if (stateChange === undefined) return { kind: 'write-back', writeBack: 'update', record };
  // From where the change itself says it came: the state that we know may be newer than the change,
  // when a person was quicker than the answer to our own write.
  const before = route.inwardStates[stateChange.old ?? known.state];
  const after = route.inwardStates[change.record.state];
  if (after === undefined) return { kind: 'nothing', because: 'not-selected', record };
  if (after === before) return { kind: 'write-back', writeBack: 'update', record };
  return { kind: 'write-back', writeBack: writeBackFor[after], record };
}

const writeBackFor: Readonly<Record<'firing' | 'acknowledged' | 'resolved', WriteBackKind>> = {
  firing: 'reopen',
  acknowledged: 'acknowledge',
  resolved: 'resolve',
};
