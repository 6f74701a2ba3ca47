import { ColumnName, SysId, TaskKey } from '@alert-relay/shared-types';
import { z } from 'zod';
import { readBody } from '../connector-kit/read-body.ts';
import type { Connection } from '../domain/configuration.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { isSameText, sha256Hex } from '../lib/digest.ts';

export interface ReceiveRuleRecordDeps {
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
  /** The hash of the token of a connection's rule; `undefined` when it has none. */
  readonly findTokenHash: (workspace: string, connection: string) => Promise<string | undefined>;
  /** Resolves when it is durable. */
  readonly keep: (
    connection: Connection,
    records: readonly Omit<Snapshot, 'id'>[],
  ) => Promise<void>;
}

export interface IncomingRuleRecord {
  readonly workspace: string;
  readonly connection: string;
  readonly authorization: string | undefined;
  readonly body: Uint8Array;
}

export type ReceiveRuleRecordOutcome =
  | { readonly kind: 'unknown-connection' }
  | { readonly kind: 'refused'; readonly because: 'missing' | 'mismatch' }
  | { readonly kind: 'unreadable'; readonly because: string }
  | { readonly kind: 'kept' }
  | { readonly kind: 'busy'; readonly error: unknown };

/** What the pasted rule posts: how a record stands after a write; see domain/rule-script.ts. */
const RuleRecord = z.object({
  key: TaskKey,
  table: ColumnName,
  sys_id: SysId,
  number: z.string().max(40),
  active: z.boolean(),
  sys_mod_count: z.int().min(0),
  sys_updated_on: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
  sys_updated_by: z.string().max(100),
  fields: z.record(ColumnName, z.string()),
});

/** The door of the pasted rule: its token, then a record that waits to be compared with the copy. */
export async function receiveRuleRecord(
  deps: ReceiveRuleRecordDeps,
  request: IncomingRuleRecord,
): Promise<ReceiveRuleRecordOutcome> {
  const { workspace, connection: name } = request;
  const connection = deps.findConnection(workspace, name);
  if (connection?.mode !== 'table' || connection.changes !== 'push') {
    return { kind: 'unknown-connection' };
  }
  try {
    const hash = await deps.findTokenHash(workspace, name);
    if (hash === undefined) return { kind: 'unknown-connection' };
    const refusal = verify(hash, request.authorization);
    if (refusal !== undefined) return refusal;
    const read = readRecord(request.body);
    if (read.kind === 'unreadable') return read;
    await deps.keep(connection, [read.record]);
    return { kind: 'kept' };
  } catch (error) {
    return { kind: 'busy', error };
  }
}

function verify(
  hash: string,
  authorization: string | undefined,
): Extract<ReceiveRuleRecordOutcome, { kind: 'refused' }> | undefined {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return { kind: 'refused', because: 'missing' };
  return isSameText(sha256Hex(token), hash) ? undefined : { kind: 'refused', because: 'mismatch' };
}

function readRecord(
  body: Uint8Array,
):
  | { readonly kind: 'unreadable'; readonly because: string }
  | { readonly kind: 'record'; readonly record: Omit<Snapshot, 'id'> } {
  const decoded = readBody(body);
  if (decoded.kind === 'unreadable') return decoded;
  const parsed = RuleRecord.safeParse(decoded.json);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    return {
      kind: 'unreadable',
      because: `The body is not what the rule posts, at ${where || 'its root'}. Paste the script anew.`,
    };
  }
  const { sys_id, sys_mod_count, sys_updated_on, sys_updated_by, ...rest } = parsed.data;
  return {
    kind: 'record',
    record: {
      ...rest,
      sysId: sys_id,
      modCount: sys_mod_count,
      updatedOn: sys_updated_on,
      updatedBy: sys_updated_by,
    },
  };
}
