import { z } from 'zod';
import { ColumnName, SysId, TaskKey } from './key.ts';

/** One record of ours as both sides need to know it to compare notes. Times are UTC, in Glide's form. */
export const LinkState = z.object({
  key: TaskKey,
  table: ColumnName,
  sys_id: SysId,
  number: z.string(),
  episode: z.int(),
  applied_seq: z.int().min(0),
  applied_event_id: z.string(),
  /** False when somebody deleted the record: then state and versions are empty. */
  exists: z.boolean(),
  state: z.string(),
  active: z.boolean(),
  sys_mod_count: z.int().min(0),
  sys_updated_on: z.string(),
  /** The highest sequence that the outbox holds about it; `null` when it holds nothing (any more). */
  last_sequence: z.int().min(0).nullable(),
  /** Changes of it that were not brought away yet. */
  waiting: z.int().min(0),
});
export type LinkState = z.output<typeof LinkState>;

/**
 * `GET /links?workspace=W&connection=C&since=TIME&after=NEXT&limit=N`: the records of a connection in the
 * order of their last update, from `since` (ISO 8601) or from where a page ended. `open=true` leaves
 * closed ones out. Writes commit in another order than their times say, so a caller that goes on later
 * starts some minutes back. Feature `links`.
 */
export const LinksPage = z.object({
  links: z.array(LinkState).max(500),
  /** Handed back as `after`; `null` on the last page. */
  next: z.string().nullable(),
});
export type LinksPage = z.output<typeof LinksPage>;

/** `POST /links/compare`: these records, however old, and those that are gone. Feature `links`. */
export const CompareRequest = z.strictObject({
  keys: z.array(TaskKey).min(1).max(500),
});
export type CompareRequest = z.output<typeof CompareRequest>;

export const CompareAnswer = z.object({
  links: z.array(LinkState),
  /** Keys under which no record was ever made here. */
  unknown: z.array(z.string()),
});
export type CompareAnswer = z.output<typeof CompareAnswer>;
