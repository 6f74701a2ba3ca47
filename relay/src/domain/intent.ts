import type { Fields } from './fields.ts';

/** Table mode: what the app would remember of one record, and what is under way to it. */
export interface Intent {
  readonly key: string;
  readonly table: string;
  readonly episode: number;
  /** `undefined` until the record is known to exist. */
  readonly sysId: string | undefined;
  readonly appliedSeq: number;
  /** The command that was applied last; empty when it was not ours. */
  readonly appliedEventId: string;
  /** A write that left and whose outcome is not known. */
  readonly sent: Sent | undefined;
  /** Ids of notes that the journal has. */
  readonly appliedNotes: ReadonlySet<string>;
  /** Ids of notes that left with a write whose outcome was never known. */
  readonly doubtfulNotes: ReadonlySet<string>;
  readonly seen: SeenRecord;
}

export interface Sent {
  readonly at: number;
  readonly eventId: string;
  readonly seq: number;
}

/** The last synced copy: what the tool knows, or has to be told no more. */
export interface SeenRecord {
  /** `sys_mod_count` of what was compared last. */
  readonly modCount: number;
  /** `sys_mod_count` after our last write: what is older does not show it. */
  readonly writtenModCount: number;
  readonly fields: Fields;
  /** What the journal held when we met the record is history that nobody has to be told. */
  readonly skipsHistory: boolean;
  /** Ids of entries that were told, or are ours. */
  readonly journal: readonly string[];
  /** Of each journal column the time of the newest entry that was seen, as it was shown. */
  readonly journalUpTo: Fields;
}

/** How long doubles are looked for: another relay's come at once, those of a lost answer may be late. */
export const SWEEP_NEW_MS = 3_600_000;
export const SWEEP_DOUBTFUL_MS = 86_400_000;

/** The record of a key that stays where there were several. */
export interface Survivor {
  readonly sysId: string;
  readonly number: string;
}

/** What is written down before a write leaves. */
export interface NewIntent {
  readonly key: string;
  readonly workspace: string;
  readonly connection: string;
  readonly table: string;
  readonly episode: number;
  readonly sent: Sent;
  readonly notes: readonly string[];
  /** The record of ours that it goes to. One of somebody else's is `undefined`: it is never compared or merged. */
  readonly sysId: string | undefined;
}

/** What is written down once a record is known to be as the command wants it. */
export interface SettledIntent extends Omit<NewIntent, 'sent'> {
  readonly appliedSeq: number;
  readonly appliedEventId: string;
  /** Our part of the copy: columns that we wrote, as they were read back. */
  readonly written: Fields;
  readonly writtenModCount: number;
  /** The whole copy, for a record that was not known before. */
  readonly first: SeenRecord | undefined;
  /** Doubles of this key are looked for until then; 0 leaves that as it is. */
  readonly sweepUntil: number;
}
