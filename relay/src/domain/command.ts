import type { Freshness } from './freshness.ts';
import type { Fields } from './fields.ts';
import type { Reference } from './references.ts';
import type { Member } from './situation.ts';
import type { FieldDrift } from './write-verification.ts';

export const writeReasons = [
  'first-firing',
  'firing-after-close',
  'changed',
  'acknowledged',
  'some-resolved',
  'all-resolved',
  'silent',
  'note',
  'firing-after-manual-resolve',
  'firing-again',
  'reopened',
] as const;
export type WriteReason = (typeof writeReasons)[number];

export const nothingReasons = [
  'repeat',
  'stale',
  'never-opened',
  'already-resolved',
  'late-firing',
  'already-noted',
  'no-notes-wanted',
  'field-conflict',
] as const;
export type NothingReason = (typeof nothingReasons)[number];

export type IncidentCommand = WriteCommand | NothingCommand;

export interface WriteCommand {
  readonly kind: 'write';
  readonly operation: 'create' | 'update' | 'note' | 'resolve' | 'reopen';
  readonly because: WriteReason;
  readonly episode: number;
  readonly fields: Fields;
  readonly references: readonly Reference[];
  /** Journal text, or nothing to say. */
  readonly note: string | undefined;
  /** What of the route's fields could not be had. */
  readonly issues: readonly FieldDrift[];
}

export interface NothingCommand {
  readonly kind: 'nothing';
  readonly because: NothingReason;
  readonly issues: readonly FieldDrift[];
}

export function nothing(
  because: NothingReason,
  issues: readonly FieldDrift[] = [],
): NothingCommand {
  return { kind: 'nothing', because, issues };
}

/** What one delivery says about one lane, decided. */
export interface Decision {
  readonly command: IncidentCommand;
  /** The members that the delivery changed, as they stand afterwards. */
  readonly members: readonly Member[];
  /** Per event, in order: fresh or why not. */
  readonly freshness: readonly Freshness[];
}
