import { sql } from 'kysely';

/*
 * Conditions of partial indexes. SQLite uses such an index only where a question repeats its condition
 * word by word, without parameters; `state in (?, ?)` walked all jobs for the head of each lane.
 */

/** A job that its lane has to do, or is held by: index `job_in_lane_order`. */
export const isInLaneOrder = sql<boolean>`state in ('waiting', 'blocking') and arrived = 0`;

/** One that waits too, and that only the process knows that took it in: index `job_arrived`. */
export const hasArrived = sql<boolean>`arrived = 1`;

/** A dead letter: index `job_dead`. */
export const isDead = sql<boolean>`state in ('dead', 'blocking')`;

/** Nearly every job: no index is needed to find some. */
export const isWaiting = sql<boolean>`state = 'waiting'`;
