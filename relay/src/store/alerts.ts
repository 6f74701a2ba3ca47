import { z } from 'zod';
import type { Unit } from '../database/group-commit.ts';
import { rememberQuery } from '../database/remember-query.ts';
import type { AlertTable, Db } from '../database/schema.ts';
import { type AlertEvent, alertStatuses, severities } from '../domain/alert-event.ts';
import type { Member } from '../domain/situation.ts';

const Status = z.enum(alertStatuses);
const Severity = z.enum(severities);
const Labels = z.record(z.string(), z.string());

/** An alert as a member of its lane. */
export function toMember(
  row: Pick<AlertTable, 'fingerprint' | 'status' | 'severity' | 'started_at' | 'content_hash'>,
): Member {
  return {
    fingerprint: row.fingerprint,
    status: Status.parse(row.status),
    severity: Severity.parse(row.severity),
    startedAt: row.started_at === null ? undefined : Number(row.started_at),
    contentHash: row.content_hash,
  };
}

const upsertMember = rememberQuery(
  (db, row: AlertTable, update: Partial<AlertTable>) =>
    db
      .insertInto('alert')
      .values(row)
      .onConflict((conflict) => conflict.columns(['lane', 'fingerprint']).doUpdateSet(update)),
  (row, update) => [...Object.values(row), ...Object.values(update)],
);

/** Writes what a delivery changed. Labels come from the event: a write-back needs them exactly. */
export async function recordMembers(
  unit: Unit,
  lane: string,
  members: readonly Member[],
  events: readonly AlertEvent[],
  now: number,
): Promise<void> {
  for (const member of members) {
    const event = events.findLast(({ fingerprint }) => fingerprint === member.fingerprint);
    const standing = {
      status: member.status,
      severity: member.severity,
      started_at: member.startedAt ?? null,
      content_hash: member.contentHash,
      updated_at: now,
    };
    const detail = {
      labels: JSON.stringify(event?.labels ?? {}),
      annotations: JSON.stringify(event?.annotations ?? {}),
    };
    const row = { lane, fingerprint: member.fingerprint, ...standing, ...detail };
    // A resolved body may lack annotations: what the firing one said stays.
    await (member.status === 'resolved'
      ? upsertMember(unit.db, row, standing)
      : upsertMember(unit.db, row, { ...standing, ...detail }));
  }
}

export interface LaneAlert {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startedAt: number | undefined;
}

/** The alerts of a lane: all of them, or those that their source has not resolved. */
export async function loadLaneAlerts(
  db: Db,
  lane: string,
  which: 'all' | 'active',
): Promise<readonly LaneAlert[]> {
  const all = db.selectFrom('alert').selectAll().where('lane', '=', lane).orderBy('fingerprint');
  const chosen = which === 'all' ? all : all.where('status', '!=', 'resolved');
  const rows = await chosen.execute();
  return rows.map((row) => ({
    fingerprint: row.fingerprint,
    labels: Labels.parse(JSON.parse(row.labels)),
    annotations: Labels.parse(JSON.parse(row.annotations)),
    startedAt: row.started_at === null ? undefined : Number(row.started_at),
  }));
}
