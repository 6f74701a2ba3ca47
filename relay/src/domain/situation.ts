import type { Severity } from './alert-event.ts';
import type { KnownAlert } from './freshness.ts';
import type { Fields } from './fields.ts';
import type { Phase } from './lifecycle.ts';

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
  /** Who brought it out of `open`, and when. */
  readonly endedBy: 'tool' | 'person' | undefined;
  readonly endedAt: number | undefined;
  /** Whether a firing after a person's resolution was already noted. */
  readonly isLateFiringNoted: boolean;
  /** What we sent last, per column. */
  readonly sentFields: Fields;
  /** What others put in its place since, per column. */
  readonly takenFields: Fields;
}

/** All that a lane knows before a delivery is applied. */
export interface Situation {
  /** Name of the source that speaks, and when it was heard. */
  readonly source: string;
  readonly at: number;
  readonly episode: Episode | undefined;
  readonly members: ReadonlyMap<string, Member>;
  /** When the alerts of the record were last spoken of, where its route asks. */
  readonly heardAt?: number | undefined;
}
