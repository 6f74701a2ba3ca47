import { z } from 'zod';
import { ConnectAnswer } from './connect.ts';
import { ColumnName, SysId, TaskKey } from './key.ts';

/** One thing that was looked at; `remedy` says what to do when it is not well. */
export const AppCheck = z.object({
  name: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  remedy: z.string().optional(),
});
export type AppCheck = z.output<typeof AppCheck>;

/** `GET /preflight`: looks without touching anything. */
export const PreflightAnswer = ConnectAnswer.extend({ checks: z.array(AppCheck) });
export type PreflightAnswer = z.output<typeof PreflightAnswer>;

/**
 * `POST /self-test?record=true`: tries on this instance what documentation leaves open. It writes to
 * the app's own tables and calls the connected relays; with `record=true` it also makes one task and
 * closes it.
 */
export const SelfTestAnswer = z.object({ checks: z.array(AppCheck) });
export type SelfTestAnswer = z.output<typeof SelfTestAnswer>;

/** `GET /metadata?table=incident`: the columns of a table that the relay may write. */
export const MetadataAnswer = z.object({
  table: ColumnName,
  columns: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      type: z.string(),
      mandatory: z.boolean(),
      max_length: z.int().optional(),
      /** Of a reference: the table it points to. */
      reference: z.string().optional(),
      choices: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
    }),
  ),
});
export type MetadataAnswer = z.output<typeof MetadataAnswer>;

/** `GET /tasks?by=number&value=INC0010001`: records of ours by another name than their key. */
export const findColumns = ['number', 'sys_id', 'external_url'] as const;
export const FindAnswer = z.object({
  records: z
    .array(
      z.object({
        key: TaskKey,
        table: ColumnName,
        sys_id: SysId,
        number: z.string(),
        external_url: z.string(),
        episode: z.int(),
        applied_seq: z.int(),
      }),
    )
    .max(100),
});
export type FindAnswer = z.output<typeof FindAnswer>;

/** `GET /status`: what an administrator sees on the status page. */
export const StatusAnswer = ConnectAnswer.extend({
  connections: z.array(
    z.object({
      workspace: z.string(),
      connection: z.string(),
      mode: z.string(),
      state: z.string(),
      relay_url: z.string(),
      relay_version: z.string(),
      /** UTC, empty when it never happened. */
      last_success: z.string(),
      /** When this relay last called the app, as far as the app keeps count; UTC or empty. */
      last_heard: z.string().default(''),
      /** True while an alarm about its silence stands. */
      silent: z.boolean().default(false),
      last_failure: z.string(),
      last_error: z.string(),
      waiting: z.int(),
      oldest_waiting_minutes: z.int(),
      dead: z.int(),
      linked: z.int(),
    }),
  ),
});
export type StatusAnswer = z.output<typeof StatusAnswer>;
