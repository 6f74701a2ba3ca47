import { z } from 'zod';
import { ColumnName, SysId, TaskKey, Traceparent } from './key.ts';
import { Texts } from './texts.ts';

/** One entry for a journal field. Journal fields only grow, so each entry carries its own id. */
export const JournalNote = z.strictObject({
  /** Unique for ever: a note whose id was applied once is never added again. */
  id: z.string().min(1).max(100),
  element: z.enum(['work_notes', 'comments']),
  text: z.string().min(1).max(32_000),
});
export type JournalNote = z.output<typeof JournalNote>;

/**
 * `PUT /api/x_alrt_relay/v1/tasks/{key}`: create the record of this key, or bring it up to date.
 * Atomic and safe to repeat: one record per key, one application per `seq`, one entry per note id.
 */
export const UpsertRequest = z.strictObject({
  /** Names this command; written to the record as the origin stamp of everything it changes. */
  event_id: z.string().min(1).max(100),
  /** Counts the commands of one key, from 1. A command at or below the applied one is stale. */
  seq: z.int().min(1),
  /** Where to create; `incident` or another table that the app allows. */
  table: ColumnName,
  workspace: z.string().min(1).max(100),
  connection: z.string().min(1).max(100),
  source: z.string().min(1).max(100),
  episode: z.int().min(1),
  /** Shown on the record: product and short source id. */
  correlation_display: z.string().max(100),
  /**
   * A record that is there already and belongs to somebody else: it gets the notes, and nothing else of
   * it is written; `fields` is empty then. Every command of such a key names it. An app that does not
   * know this part refuses the command as a whole.
   */
  note_on: SysId.optional(),
  /** Where a person sees the alert in its tool. */
  external_url: z.string().max(1024).optional(),
  /** Column → stored value (never a display value); an empty string clears the column. */
  fields: z.record(ColumnName, z.string().max(65_000)),
  notes: z.array(JournalNote).max(100),
  /** Handed on with the changes of this record. Feature `traceparent`: an app without it refuses it. */
  traceparent: Traceparent.optional(),
  /**
   * Feature `adopt`: a record that was born in ServiceNow and goes by this key from now on. Never
   * creates one; refused when the record is gone or goes by another key.
   */
  adopt: z.strictObject({ table: ColumnName, sys_id: SysId }).optional(),
});
export type UpsertRequest = z.output<typeof UpsertRequest>;

/** A record of ours as it stands in ServiceNow now. All values are stored values, times UTC. */
export const TaskRecord = z.object({
  key: TaskKey,
  table: ColumnName,
  sys_id: SysId,
  number: z.string(),
  state: z.string(),
  active: z.boolean(),
  sys_mod_count: z.int().min(0),
  sys_updated_on: z.string(),
  episode: z.int().min(1),
  /** The highest `seq` that was applied. A relay that finds itself behind submits above it. */
  applied_seq: z.int().min(0),
  /** `event_id` of the command that was applied last: tells a repeat of ours from somebody else's. */
  applied_event_id: z.string(),
  /** The columns named in the request, read back after the write. */
  fields: Texts,
});
export type TaskRecord = z.output<typeof TaskRecord>;

export const upsertOutcomes = ['created', 'adopted', 'updated', 'stale'] as const;

/** All four outcomes are success: the record exists and reflects at least this `seq`. */
export const UpsertAnswer = z.object({
  outcome: z.enum(upsertOutcomes),
  applied_seq: z.int().min(0),
  record: TaskRecord,
});
export type UpsertAnswer = z.output<typeof UpsertAnswer>;
