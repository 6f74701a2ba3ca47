import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Unit } from '../database/group-commit.ts';
import { rememberWrite } from '../database/remember-query.ts';
import type { AlertTable, Db } from '../database/schema.ts';
import { type AlertEvent, alertStatuses, severities } from '../domain/alert-event.ts';
import type { Member } from '../domain/situation.ts';
import { readWord } from './read-word.ts';

const Labels = z.record(z.string(), z.string());

/** An alert as a member of its lane. */
export function toMember(
  row: Pick<AlertTable, 'fingerprint' | 'status' | 'severity' | 'started_at' | 'content_hash'>,
): Member {
  return {
    fingerprint: row.fingerprint,
    status: readWord(alertStatuses, row.status, 'status'),
    severity: readWord(severities, row.severity, 'severity'),
    startedAt: row.started_at === null ? undefined : Number(row.started_at),
    contentHash: row.content_hash,
  };
}

const upsertMembers = rememberWrite<AlertTable>((db, rows) =>
  db
    .insertInto('alert')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['lane', 'fingerprint']).doUpdateSet((row) => ({
        status: row.ref('excluded.status'),
        severity: row.ref('excluded.severity'),
        started_at: row.ref('excluded.started_at'),
        content_hash: row.ref('excluded.content_hash'),
        updated_at: row.ref('excluded.updated_at'),
        labels: unlessResolved('labels'),
        annotations: unlessResolved('annotations'),
      })),
    ),
);

/** A resolved body may lack annotations: what the firing one said stays. */
function unlessResolved(column: 'labels' | 'annotations'): RawBuilder<string> {
  return sql<string>`case when excluded.status = 'resolved'
    then alert.${sql.ref(column)} else excluded.${sql.ref(column)} end`;
}

/** Writes what a delivery changed. Labels come from the event: a write-back needs them exactly. */
export function recordMembers(
  unit: Unit,
  lane: string,
  members: readonly Member[],
  events: readonly AlertEvent[],
  now: number,
): void {
  for (const member of members) {
    const event = events.findLast(({ fingerprint }) => fingerprint === member.fingerprint);
    unit.together(upsertMembers, {
      lane,
      fingerprint: member.fingerprint,
      status: member.status,
      severity: member.severity,
      started_at: member.startedAt ?? null,
      content_hash: member.contentHash,
      updated_at: now,
      labels: JSON.stringify(event?.labels ?? {}),
      annotations: JSON.stringify(event?.annotations ?? {}),
    });
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
