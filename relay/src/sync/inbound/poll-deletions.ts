import type { ChangeEvent } from '@alert-relay/shared-types';
import type { Db } from '../../database/schema.ts';
import type { Connection } from '../../domain/configuration.ts';
import { toDeletion, toDeletionId } from '../../domain/reconcile.ts';
import { toIsoTime } from '../../domain/snapshot.ts';
import type { DeletionPage, PolledDeletion } from '../../servicenow/table/poll-deletions.ts';
import type { Cursor } from '../../servicenow/table/keyset.ts';
import { findKnownRecords } from '../../store/intents.ts';
import { findLinkByKey } from '../../store/links.ts';
import { walkBeside, type WalkBesideDeps } from './walk-beside.ts';

export interface PollDeletionsDeps extends WalkBesideDeps {
  readonly db: Db;
  readonly servicenow: {
    fetchDeletions(
      connection: Connection,
      tables: readonly string[],
      after: Cursor,
    ): Promise<DeletionPage>;
  };
}

const TABLE = 'sys_audit_delete';

export function pollDeletions(
  deps: PollDeletionsDeps,
  connection: Connection,
  tables: readonly string[],
): Promise<void> {
  return walkBeside(deps, connection, TABLE, async (after) => {
    const { deletions, ...read } = await deps.servicenow.fetchDeletions(connection, tables, after);
    return { changes: await toChanges(deps.db, connection, deletions), ...read };
  });
}

/**
 * Those of records of ours. One to which its link does not lead yet, a second record of its key or the very
 * first, is seen again with the next poll.
 */
async function toChanges(
  db: Db,
  connection: Connection,
  deletions: readonly PolledDeletion[],
): Promise<readonly ChangeEvent[]> {
  const records = await findKnownRecords(
    db,
    connection,
    deletions.map(({ record }) => record),
  );
  const changes: ChangeEvent[] = [];
  for (const { record, deletedBy, deletedOn } of deletions) {
    const key = records.get(record)?.key;
    const link = key === undefined ? undefined : await findLinkByKey(db, key);
    if (link?.sysId !== record) continue;
    const actor = { user_name: deletedBy, name: deletedBy };
    changes.push(toDeletion(toDeletionId(link.key), link, actor, toIsoTime(deletedOn)));
  }
  return changes;
}
