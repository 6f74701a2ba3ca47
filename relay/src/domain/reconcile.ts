import type { ChangeEvent, LinkState } from '@alert-relay/shared-types';
import { sha256Hex } from '../lib/digest.ts';
import type { Fields } from './fields.ts';
import type { Phase } from './lifecycle.ts';

/** What our side knows of a record. */
export interface KnownRecord {
  readonly key: string;
  readonly phase: Phase;
  readonly state: string;
  readonly appliedSeq: number;
  readonly modCount: number;
  /** Of its changes up to this one none is missing. */
  readonly reconciledSequence: number;
  readonly sentFields: Fields;
  readonly takenFields: Fields;
}

export const repairKinds = [
  'change-brought',
  'state-told',
  'command-repeated',
  'record-made-again',
  'record-gone',
  'sequence-adopted',
] as const;
export type RepairKind = (typeof repairKinds)[number];

/** How the two sides of one link differ. */
export type Difference =
  | { readonly kind: 'none' }
  /** Somebody deleted the record. */
  | { readonly kind: 'gone' }
  /** The instance has no record of the key: it was restored from before, or an answer was no truth. */
  | { readonly kind: 'never-made' }
  /** The instance lacks commands that it said it had applied. */
  | { readonly kind: 'instance-behind' }
  /** The instance has commands that we do not know: we were restored from before. */
  | { readonly kind: 'relay-behind' }
  /** The record has another state than the one that we know, and no change says so. */
  | { readonly kind: 'state-differs' };

/**
 * Compares what both sides know of a record. An ended record that the instance does not know is history;
 * one whose changes are still on their way differs because of that.
 */
export function compareSides(known: KnownRecord, state: LinkState | undefined): Difference {
  if (state === undefined) return { kind: known.phase === 'open' ? 'never-made' : 'none' };
  if (!state.exists) {
    // What waits there may be the deletion, with the name of who did it.
    return { kind: known.phase === 'closed' || state.waiting > 0 ? 'none' : 'gone' };
  }
  if (state.applied_seq > known.appliedSeq) return { kind: 'relay-behind' };
  if (state.applied_seq < known.appliedSeq || state.sys_mod_count < known.modCount) {
    return { kind: 'instance-behind' };
  }
  const isNews = state.sys_mod_count > known.modCount && state.state !== known.state;
  return { kind: isNews && state.waiting === 0 ? 'state-differs' : 'none' };
}

/** The app numbers the changes of a record by its versions and leaves room between them. */
const SEQUENCE_STEP = 100;

/**
 * Whether the app may hold changes of the record that never came: those that it has not brought away yet
 * will. Each write of the record leaves one change, so where every version has one nothing is missing.
 * @param kept sequences of the changes that we have, above `reconciledSequence`
 */
export function mayMissChanges(
  { reconciledSequence }: Pick<KnownRecord, 'reconciledSequence'>,
  { last_sequence: last, waiting }: Pick<LinkState, 'last_sequence' | 'waiting'>,
  kept: readonly number[],
): boolean {
  if (last === null || waiting > 0 || last <= reconciledSequence) return false;
  if (!kept.includes(last)) return true;
  const versions = new Set(kept.map(toVersion));
  for (let version = toVersion(reconciledSequence) + 1; version <= toVersion(last); version += 1) {
    if (!versions.has(version)) return true;
  }
  return false;
}

/** Of the first change of a version. */
export function toFirstSequence(modCount: number): number {
  return modCount * SEQUENCE_STEP;
}

function toVersion(sequence: number): number {
  return sequence < 0 ? -1 : Math.floor(sequence / SEQUENCE_STEP);
}

/** What we sent last and nobody has put anything else in its place since. */
export function toRepeatedFields({ sentFields, takenFields, state }: KnownRecord): Fields {
  return Object.fromEntries(
    Object.entries(sentFields).filter(
      ([column, value]) =>
        takenFields[column] === undefined && (column !== 'state' || value === state),
    ),
  );
}

/** One for each record, whoever finds that it is gone. */
export function toDeletionId(key: string): string {
  return sha256Hex(JSON.stringify([key, 'deleted'])).slice(0, 40);
}

/** Of a record that is gone, in the words of the app. Who deleted it is not known any more. */
export function toDeletion(
  id: string,
  {
    key,
    table,
    sysId,
    number,
    state,
    modCount,
  }: Pick<KnownRecord, 'key' | 'state' | 'modCount'> & {
    readonly table: string;
    readonly sysId: string;
    readonly number: string;
  },
  actor: ChangeEvent['actor'],
  at: string,
): ChangeEvent {
  const sys_mod_count = Math.max(0, modCount);
  return {
    id,
    sequence: toFirstSequence(sys_mod_count) + 1,
    operation: 'update',
    table,
    sys_id: sysId,
    number,
    key,
    fields: [],
    journal: [],
    deleted: true,
    record: { state, active: false, sys_mod_count, short_description: '' },
    actor,
    at,
    origin: null,
  };
}

/** Of a record as it stands, in the words of the app; says what state it has and nothing else. */
export function toStateChange(
  id: string,
  known: Pick<KnownRecord, 'state'>,
  record: Pick<LinkState, 'key' | 'table' | 'sys_id' | 'number' | 'state' | 'active'> &
    Pick<LinkState, 'sys_mod_count' | 'sys_updated_on'>,
  fields: Fields,
): ChangeEvent {
  return {
    id,
    sequence: toFirstSequence(record.sys_mod_count),
    operation: 'update',
    table: record.table,
    sys_id: record.sys_id,
    number: record.number,
    key: record.key,
    fields: [{ name: 'state', old: known.state, new: record.state }],
    journal: [],
    record: {
      state: record.state,
      active: record.active,
      sys_mod_count: record.sys_mod_count,
      short_description: fields['short_description'] ?? '',
      close_code: fields['close_code'] ?? '',
      close_notes: fields['close_notes'] ?? '',
    },
    actor: { user_name: '', name: 'ServiceNow' },
    at: `${record.sys_updated_on.replace(' ', 'T')}Z`,
    origin: null,
  };
}
