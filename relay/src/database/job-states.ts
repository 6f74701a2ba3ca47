import { sql } from 'kysely';

/*
 * Conditions of partial indexes. SQLite uses such an index only where a question repeats its condition
 * word by word, without parameters; `state in (?, ?)` walked all jobs for the head of each lane.
 */

/** A job that its lane has to do, or is held by: index `job_in_lane_order`. */
export const isUndone = sql<boolean>`state in ('waiting', 'blocking')`;

/** One that no dead letter is, and no index is needed for: nearly all are. */
export const isWaiting = sql<boolean>`state = 'waiting'`;

/** A dead letter: index `job_dead`. */
export const isDead = sql<boolean>`state in ('dead', 'blocking')`;
