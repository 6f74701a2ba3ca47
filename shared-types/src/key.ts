import { z } from 'zod';

/** Names one incident across relays: 64 lower-case hex characters, see domain/key.ts of the relay. */
export const TaskKey = z.string().regex(/^[0-9a-f]{64}$/, 'a key is 64 lower-case hex characters');
export type TaskKey = z.output<typeof TaskKey>;

/** A ServiceNow sys_id: 32 hex characters. */
export const SysId = z.string().regex(/^[0-9a-f]{32}$/, 'a sys_id is 32 lower-case hex characters');
export type SysId = z.output<typeof SysId>;

/** A ServiceNow table or column name. */
export const ColumnName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,79}$/, 'a table or column name has lower-case letters, digits and _');
export type ColumnName = z.output<typeof ColumnName>;

/** A `traceparent` of W3C Trace Context, version 00. */
export const Traceparent = z
  .string()
  .regex(
    /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/,
    'a traceparent is 00-trace-span-flags in hex',
  );
export type Traceparent = z.output<typeof Traceparent>;
