import { z } from 'zod';
import { ColumnName, SysId, TaskKey, Traceparent } from './key.ts';

export const FieldChange = z.object({
  name: ColumnName,
  /** Stored values; `null` on insert, or where the app cannot know the value before. */
  old: z.string().nullable(),
  new: z.string().nullable(),
  /** What a person sees in ServiceNow, where it differs from the stored value. */
  new_display: z.string().optional(),
});
export type FieldChange = z.output<typeof FieldChange>;

export const JournalEntry = z.object({
  /** sys_id of the journal row where known, else derived from record, position and text. */
  id: z.string().min(1).max(100),
  element: z.enum(['work_notes', 'comments']),
  text: z.string(),
  author: z.string(),
  at: z.iso.datetime(),
});
export type JournalEntry = z.output<typeof JournalEntry>;

/**
 * A picture that a person attached to the record. Only kinds of file that an administrator of the
 * instance allows are told at all; the content is fetched with `GET /attachments/{sys_id}`.
 */
export const ChangeAttachment = z.object({
  /** Of the row in `sys_attachment`: unique for ever. */
  sys_id: SysId,
  file_name: z.string(),
  content_type: z.string(),
  size_bytes: z.int().min(0),
  author: z.string(),
  at: z.iso.datetime(),
  /** Present when the content stays in ServiceNow: `size` says that it is larger than allowed. */
  withheld: z.string().optional(),
});
export type ChangeAttachment = z.output<typeof ChangeAttachment>;

/** One row of the app's outbox: what happened to one record in one write. */
export const ChangeEvent = z.object({
  /** Unique within its connection, for ever; the relay drops what it has already kept. */
  id: z.string().min(1).max(100),
  /** Strictly increasing per record, gaps allowed. */
  sequence: z.int().min(0),
  operation: z.enum(['insert', 'update']),
  table: ColumnName,
  sys_id: SysId,
  number: z.string(),
  /** The key of a record of ours; `null` for one that was born in ServiceNow. */
  key: TaskKey.nullable(),
  /** For a record that was born in ServiceNow: the source that its forward rule names. */
  source: z.string().min(1).max(100).optional(),
  fields: z.array(FieldChange),
  journal: z.array(JournalEntry),
  /** Absent when no picture was attached; an app without the feature `attachments` never sends it. */
  attachments: z.array(ChangeAttachment).optional(),
  /**
   * Present when somebody deleted the record: then `fields` and `journal` are empty, `operation` is
   * `update`, and `record` is how it stood last. A relay that does not know this sees a change of nothing.
   * Feature `deletes`.
   */
  deleted: z.literal(true).optional(),
  /** The record after the write. */
  record: z.object({
    state: z.string(),
    active: z.boolean(),
    sys_mod_count: z.int().min(0),
    short_description: z.string(),
    close_code: z.string().optional(),
    close_notes: z.string().optional(),
  }),
  /** Who did it; `name` is the display name. */
  actor: z.object({ user_name: z.string(), name: z.string() }),
  at: z.iso.datetime(),
  /** `event_id` of the relay's command that caused this write; `null` when a person or a rule did. */
  origin: z.string().nullable(),
  /** W3C trace context of the relay's latest command for this record, as it came with that command. */
  traceparent: Traceparent.optional(),
});
export type ChangeEvent = z.output<typeof ChangeEvent>;

/** Which ServiceNow speaks. The id survives a rename; a clone of the instance has another one. */
export const InstanceIdentity = z.object({ id: z.string().min(1), name: z.string().min(1) });
export type InstanceIdentity = z.output<typeof InstanceIdentity>;

/** Body of the app's `POST {relay}/servicenow/{connection}/changes`, signed by Standard Webhooks. */
export const ChangesPush = z.object({
  type: z.literal('changes'),
  instance: InstanceIdentity,
  changes: z.array(ChangeEvent).min(1).max(100),
});
export type ChangesPush = z.output<typeof ChangesPush>;

/** The relay's 200: these are durable now and need not be sent again. */
export const ChangesPushAnswer = z.object({ accepted: z.array(z.string()) });
export type ChangesPushAnswer = z.output<typeof ChangesPushAnswer>;

/**
 * `GET /changes?connection=NAME&limit=N`: the oldest rows not acknowledged yet (pull mode). Also
 * `GET /tasks/{key}/changes?after=SEQUENCE&limit=N` of the feature `links`: what the outbox still holds
 * about one record above this sequence, brought away or not, in order.
 */
export const ChangesPage = z.object({ changes: z.array(ChangeEvent), more: z.boolean() });
export type ChangesPage = z.output<typeof ChangesPage>;

/** `POST /changes/acknowledge`. */
export const AcknowledgeRequest = z.strictObject({
  connection: z.string().min(1).max(100),
  ids: z.array(z.string().min(1).max(100)).min(1).max(1000),
});
export type AcknowledgeRequest = z.output<typeof AcknowledgeRequest>;

export const AcknowledgeAnswer = z.object({ acknowledged: z.int().min(0) });
export type AcknowledgeAnswer = z.output<typeof AcknowledgeAnswer>;
