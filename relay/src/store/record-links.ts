import { type Insertable, type RawBuilder, sql } from 'kysely';
import type { Unit } from '../database/group-commit.ts';
import { rememberQuery, rememberWrite } from '../database/remember-query.ts';
import type { LinkTable } from '../database/schema.ts';
import type { Fields } from '../domain/fields.ts';
import type { Phase } from '../domain/lifecycle.ts';
import type { FieldDrift } from '../domain/write-verification.ts';
import { type Link, type LinkName, TextMap } from './links.ts';

/** What the relay learned from an answer of the app, or decided while it wrote. */
export type LinkWrite = Omit<
  Link,
  'changeSequence' | 'reconciledSequence' | 'remembered' | 'endedAt' | 'takenFields'
> & {
  /** The lane had no link to this episode when the write was decided, and only it makes one. */
  readonly isNew: boolean;
  /** Columns that this write took back from others. */
  readonly writtenColumns: readonly string[];
};

/** Creates the link or brings it up to date; what changes taught meanwhile stays. */
export async function recordLink(unit: Unit, link: LinkWrite, now: number): Promise<void> {
  unit.together(upsertLinks, {
    lane: link.lane,
    episode: link.episode,
    key: link.key,
    workspace: link.workspace,
    connection: link.connection,
    source: link.source,
    route: link.route,
    correlation_key: link.correlationKey,
    table_name: link.table,
    sys_id: link.sysId,
    number: link.number,
    state: link.state,
    phase: link.phase,
    ended_by: link.endedBy ?? null,
    ended_at: link.phase === 'open' ? null : now,
    applied_seq: link.appliedSeq,
    mod_count: link.modCount,
    change_sequence: -1,
    sent_fields: JSON.stringify(link.sentFields),
    drift: JSON.stringify(link.drift),
    is_late_firing_noted: link.isLateFiringNoted ? 1 : 0,
    remembered: '{}',
    created_at: now,
    updated_at: now,
    heard_at: link.heardAt ?? null,
  });
  if (!link.isNew) await releaseColumns(unit, link);
}

type LinkRow = Omit<
  Required<Insertable<LinkTable>>,
  'reconciled_sequence' | 'taken_fields' | 'heard_at'
> & { heard_at: number | null };

const upsertLinks = rememberWrite<LinkRow>((db, rows) =>
  db
    .insertInto('link')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['lane', 'episode']).doUpdateSet((row) => ({
        table_name: row.ref('excluded.table_name'),
        sys_id: row.ref('excluded.sys_id'),
        number: row.ref('excluded.number'),
        route: row.ref('excluded.route'),
        applied_seq: row.ref('excluded.applied_seq'),
        sent_fields: row.ref('excluded.sent_fields'),
        drift: row.ref('excluded.drift'),
        is_late_firing_noted: row.ref('excluded.is_late_firing_noted'),
        updated_at: row.ref('excluded.updated_at'),
        state: ifNewer('state'),
        phase: ifNewer('phase'),
        ended_by: ifNewer('ended_by'),
        ended_at: firstEndIfNewer(),
        heard_at: sql<number | null>`coalesce(excluded.heard_at, link.heard_at)`,
        mod_count: ifNewer('mod_count'),
      })),
    ),
);

const selectTaken = rememberQuery(
  (db, key: string) =>
    db
      .selectFrom('link')
      .select('taken_fields')
      .where('key', '=', key)
      .where('taken_fields', '!=', '{}'),
  (key) => [key, '{}'],
);

/** Read here and not before: a change may have taken other columns meanwhile. */
async function releaseColumns(unit: Unit, link: LinkWrite): Promise<void> {
  const [row] = await selectTaken(unit.db, link.key);
  if (row === undefined) return;
  const taken = Object.entries(TextMap.parse(JSON.parse(row.taken_fields)));
  const left = taken.filter(([column]) => !link.writtenColumns.includes(column));
  await unit.db
    .updateTable('link')
    .set({ taken_fields: JSON.stringify(Object.fromEntries(left)) })
    .where('key', '=', link.key)
    .execute();
}

/** Of an answer and a change that cross, the one that saw more of the record's writes counts. */
function ifNewer<Column extends 'state' | 'phase' | 'ended_by' | 'mod_count'>(
  column: Column,
): RawBuilder<LinkTable[Column]> {
  return sql<LinkTable[Column]>`case when excluded.mod_count > link.mod_count
    then excluded.${sql.ref(column)} else link.${sql.ref(column)} end`;
}

function firstEndIfNewer(): RawBuilder<number | null> {
  return sql<number | null>`case
    when excluded.mod_count <= link.mod_count then link.ended_at
    when excluded.ended_at is null then null
    else coalesce(link.ended_at, excluded.ended_at) end`;
}

export interface LinkChange {
  readonly key: string;
  readonly state: string;
  readonly phase: Phase;
  readonly endedBy: 'tool' | 'person' | undefined;
  readonly takenFields: Fields;
  readonly modCount: number;
  readonly changeSequence: number;
}

/** What a change taught about the record. */
export async function recordLinkChange(unit: Unit, change: LinkChange, now: number): Promise<void> {
  await unit.db
    .updateTable('link')
    .set({
      change_sequence: change.changeSequence,
      taken_fields: JSON.stringify(change.takenFields),
      updated_at: now,
    })
    .where('key', '=', change.key)
    .where('change_sequence', '<', change.changeSequence)
    .execute();
  await unit.db
    .updateTable('link')
    .set({
      state: change.state,
      phase: change.phase,
      ended_by: change.endedBy ?? null,
      ended_at: toEndedAt(change.phase, now),
      mod_count: change.modCount,
      // Who reopens a record wants it open: it is not listened for until its tool speaks again.
      heard_at: sql<number | null>`case when phase = ${change.phase} then heard_at end`,
    })
    .where('key', '=', change.key)
    .where('mod_count', '<=', change.modCount)
    .execute();
}

/** Keeps what a tool answered for later write-backs about the same record. */
export async function recordRemembered(
  unit: Unit,
  key: string,
  remembered: Readonly<Record<string, string>>,
): Promise<void> {
  await unit.db
    .updateTable('link')
    .set({ remembered: JSON.stringify(remembered) })
    .where('key', '=', key)
    .execute();
}

/** The record is gone or can take nothing more: only a new life of the alert opens the next one. */
export async function closeLink(unit: Unit, key: string, now: number): Promise<void> {
  await unit.db
    .updateTable('link')
    .set({ phase: 'closed', ended_by: 'person', is_late_firing_noted: 1, updated_at: now })
    .where('key', '=', key)
    .where('phase', '!=', 'closed')
    .execute();
}

/** The record is gone: nothing that follows is about it, and the next life of its alert opens another. */
export async function recordLinkDeleted(
  unit: Unit,
  key: string,
  { changeSequence, at }: { readonly changeSequence: number; readonly at: number },
): Promise<void> {
  await unit.db
    .updateTable('link')
    .set({
      change_sequence: changeSequence,
      phase: 'closed',
      ended_by: 'person',
      ended_at: toEndedAt('closed', at),
      is_late_firing_noted: 1,
      updated_at: at,
    })
    .where('key', '=', key)
    .execute();
}

/** What did not work out about columns of a record that was otherwise left alone. */
export async function recordLinkDrift(
  unit: Unit,
  key: string,
  drift: readonly FieldDrift[],
): Promise<void> {
  if (drift.length === 0) return;
  await unit.db
    .updateTable('link')
    .set({ drift: JSON.stringify(drift) })
    .where('key', '=', key)
    .execute();
}

/** How a record stands after one of the two sides lost what it knew of it. */
export interface LinkAnew {
  readonly key: string;
  readonly table: string;
  readonly sysId: string;
  readonly number: string;
  readonly state: string;
  readonly phase: Phase;
  readonly appliedSeq: number;
  readonly modCount: number;
  /** The version that the link had when both sides were compared. */
  readonly comparedWith: number;
  /** Changes up to this one are history; absent where they count on. */
  readonly changeSequence?: number;
}

/**
 * Versions may have gone back, so what stood here when both sides were compared gives way to any. A change
 * that came since then is newer where its version is the higher one: changes come in a lane of their own.
 */
export async function recordLinkAnew(unit: Unit, link: LinkAnew, now: number): Promise<void> {
  const { changeSequence } = link;
  await unit.db
    .updateTable('link')
    .set({
      table_name: link.table,
      sys_id: link.sysId,
      number: link.number,
      applied_seq: link.appliedSeq,
      updated_at: now,
      ...(changeSequence === undefined ? {} : { reconciled_sequence: changeSequence }),
    })
    .where('key', '=', link.key)
    .execute();
  await unit.db
    .updateTable('link')
    .set({
      state: link.state,
      phase: link.phase,
      mod_count: link.modCount,
      ended_at: toEndedAt(link.phase, now),
      ...(link.phase === 'open' ? { ended_by: null } : {}),
      ...(changeSequence === undefined ? {} : { change_sequence: changeSequence }),
    })
    .where('key', '=', link.key)
    .where((where) =>
      where.or([
        where.eb('mod_count', '=', link.comparedWith),
        where.eb('mod_count', '<=', link.modCount),
      ]),
    )
    .execute();
}

/** Up to there none of the record's changes is missing. */
export async function recordReconciled(
  unit: Unit,
  { key, workspace, connection }: LinkName,
  sequence: number,
): Promise<void> {
  await unit.db
    .updateTable('link')
    .set({ reconciled_sequence: sequence })
    .where('key', '=', key)
    .where('workspace', '=', workspace)
    .where('connection', '=', connection)
    .where('reconciled_sequence', '<', sequence)
    .execute();
}

/** The moment of the first word that the record has ended; gone when it is open again. */
function toEndedAt(phase: Phase, now: number) {
  return phase === 'open' ? null : sql<number>`coalesce(ended_at, ${now})`;
}
