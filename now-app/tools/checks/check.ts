import type { DistRecord } from './read-dist.ts';

/** Returns the faults found, each a sentence. */
export type Check = (records: readonly DistRecord[]) => readonly string[];
