import type { Db } from '../../database/schema.ts';
import type { Connection } from '../../domain/configuration.ts';
import type { Intent } from '../../domain/intent.ts';
import { compareSnapshot, type FoundEntry, type Snapshot } from '../../domain/snapshot.ts';
import type { Clock } from '../../lib/clock.ts';
import { RelayError } from '../../lib/errors.ts';
import type { NewId } from '../../lib/ids.ts';
import { isOfCode } from '../../lib/is-of-code.ts';
import { enqueue } from '../../queue/enqueue.ts';
import type { Handled, Job } from '../../queue/job.ts';
import { insertChange } from '../../store/changes.ts';
import { findIntent, recordSeen } from '../../store/intents.ts';
import { deleteSnapshot, findSnapshot, type KeptSnapshot } from '../../store/snapshots.ts';

export interface CompareSnapshotDeps {
  readonly db: Db;
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
  readonly servicenow: {
    readJournal(
      connection: Connection,
      record: { readonly table: string; readonly sysId: string; readonly key: string },
    ): Promise<readonly FoundEntry[]>;
  };
  readonly clock: Clock;
  readonly newId: NewId;
}

/** A write that has been open for longer than this is not waited for: its own job looks after it. */
const WRITE_OPEN_AT_MOST_MS = 600_000;

/** Table mode, before step 5: a record as it was seen becomes the change since the last synced copy. */
export async function applySnapshot(deps: CompareSnapshotDeps, job: Job): Promise<Handled> {
  const kept = await findSnapshot(deps.db, job.subject);
  if (kept === undefined) throw new RelayError('NOT_FOUND', 'The snapshot of this job is gone.');
  const { snapshot } = kept;
  const intent = await findIntent(deps.db, snapshot.key);
  const connection = deps.findConnection(kept.workspace, kept.connection);
  if (intent === undefined || connection === undefined) return forget(snapshot, 'not-linked');

  refuseWhileWriting(deps, snapshot, intent);
  // Compared once more below: this only spares the journal of what is known.
  if (compareSnapshot(intent, snapshot, []) === undefined) return forget(snapshot, 'known');
  const entries = await readEntries(deps, connection, snapshot);
  return settle(deps, job, kept, entries);
}

/** Until a write of ours is answered nobody knows whether the snapshot shows it. */
function refuseWhileWriting(deps: CompareSnapshotDeps, snapshot: Snapshot, intent: Intent): void {
  const { sent } = intent;
  if (sent === undefined || deps.clock.now() - sent.at > WRITE_OPEN_AT_MOST_MS) return;
  throw new RelayError(
    'COMMAND_NOT_RECORDED',
    `A command to ${snapshot.number} is under way: what of this change is its own is not known yet.`,
  );
}

/** Of a record that was deleted since nobody can read what was written; what was seen of it is told all the same. */
async function readEntries(
  { servicenow }: CompareSnapshotDeps,
  connection: Connection,
  snapshot: Snapshot,
): Promise<readonly FoundEntry[]> {
  try {
    return await servicenow.readJournal(connection, snapshot);
  } catch (error) {
    if (isOfCode(error, 'SERVICENOW_NOT_FOUND')) return [];
    throw error;
  }
}

function settle(
  deps: CompareSnapshotDeps,
  job: Job,
  kept: KeptSnapshot,
  entries: readonly FoundEntry[],
): Handled {
  const { snapshot, workspace, connection, receivedAt } = kept;
  return {
    facts: { outcome: 'compared', number: snapshot.number, version: snapshot.modCount },
    record: async (unit) => {
      // Read again: a write of ours may have been answered meanwhile and have become part of the copy.
      const intent = await findIntent(unit.db, snapshot.key);
      const compared =
        intent === undefined ? undefined : compareSnapshot(intent, snapshot, entries);
      await deleteSnapshot(unit, snapshot.id);
      if (compared === undefined) return;
      await recordSeen(unit, snapshot.key, compared.seen);
      const { change } = compared;
      if (change === undefined) return;
      const { lane } = job;
      const subject = await insertChange(unit, { workspace, connection, lane, receivedAt, change });
      if (subject === undefined) return;
      await enqueue(unit, [
        {
          id: deps.newId(),
          workspace,
          lane,
          kind: 'change.apply',
          subject,
          now: receivedAt,
        },
      ]);
    },
  };
}

function forget(snapshot: Snapshot, because: 'not-linked' | 'known'): Handled {
  return {
    facts: { outcome: 'nothing', because, number: snapshot.number },
    record: (unit) => deleteSnapshot(unit, snapshot.id),
  };
}
