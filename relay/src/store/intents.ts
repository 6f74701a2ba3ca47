import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Commit, Unit } from '../database/group-commit.ts';
import type { Db, IntentTable } from '../database/schema.ts';
import {
  SWEEP_NEW_MS,
  type Intent,
  type NewIntent,
  type SeenRecord,
  type SettledIntent,
  type Survivor,
} from '../domain/intent.ts';

const Seen = z.object({
  modCount: z.int(),
  writtenModCount: z.int(),
  fields: z.record(z.string(), z.string()),
  skipsHistory: z.boolean(),
  journal: z.array(z.string()),
  journalUpTo: z.record(z.string(), z.string()).default({}),
});

const unseen: SeenRecord = {
  modCount: -1,
  writtenModCount: -1,
  fields: {},
  skipsHistory: false,
  journal: [],
  journalUpTo: {},
};

export interface Intents {
  find(key: string): Promise<Intent | undefined>;
  begin(intent: NewIntent): Promise<boolean>;
  settle(intent: SettledIntent): Promise<void>;
  withdraw(key: string): Promise<void>;
  keepTo(key: string, survivor: Survivor, openSince: number): Promise<boolean>;
}

export function createIntents(db: Db, commit: Commit): Intents {
  return {
    find: (key) => findIntent(db, key),
    begin: (intent) => commit((unit) => begin(unit, intent)),
    settle: (intent) => commit((unit) => settle(unit, intent)),
    withdraw: (key) => commit((unit) => withdraw(unit, key)),
    keepTo: (key, survivor, openSince) =>
      commit((unit) => recordSurvivor(unit, key, survivor, openSince)),
  };
}

export async function findIntent(db: Db, key: string): Promise<Intent | undefined> {
  const row = await db.selectFrom('intent').selectAll().where('key', '=', key).executeTakeFirst();
  if (row === undefined) return undefined;
  const notes = await db.selectFrom('intent_note').selectAll().where('key', '=', key).execute();
  const idsOf = (isApplied: number): ReadonlySet<string> =>
    new Set(notes.filter(({ is_applied }) => is_applied === isApplied).map(({ id }) => id));
  return { ...toIntent(row), appliedNotes: idsOf(1), doubtfulNotes: idsOf(0) };
}

function toIntent(row: Selectable<IntentTable>): Omit<Intent, 'appliedNotes' | 'doubtfulNotes'> {
  return {
    key: row.key,
    table: row.table_name,
    episode: row.episode,
    sysId: row.sys_id ?? undefined,
    appliedSeq: row.applied_seq,
    appliedEventId: row.applied_event_id,
    sent:
      row.sent_at === null
        ? undefined
        : {
            at: Number(row.sent_at),
            eventId: row.sent_event_id ?? '',
            seq: row.sent_seq ?? 0,
          },
    seen: Seen.parse(JSON.parse(row.seen)),
  };
}

/** The condition stands in the statement, as in `recordSurvivor`: of the two one comes first. */
async function begin({ db }: Unit, intent: NewIntent): Promise<boolean> {
  const { key, sent, sysId } = intent;
  const sending = { sent_at: sent.at, sent_event_id: sent.eventId, sent_seq: sent.seq };
  const sweepUntil = sent.at + SWEEP_NEW_MS;
  const { numInsertedOrUpdatedRows: written } = await db
    .insertInto('intent')
    .values({ ...newRow(intent, unseen), ...sending, sweep_until: sweepUntil })
    // Until it is settled, each write may turn out to be one without an answer.
    .onConflict((conflict) => {
      const update = conflict.column('key').doUpdateSet(sending);
      return sysId === undefined ? update : update.where('intent.sys_id', '=', sysId);
    })
    .executeTakeFirst();
  if (written === 0n) return false;
  if (intent.notes.length === 0) return true;
  await db
    .insertInto('intent_note')
    .values(intent.notes.map((id) => ({ key, id, is_applied: 0 })))
    .onConflict((conflict) => conflict.columns(['key', 'id']).doNothing())
    .execute();
  return true;
}

async function settle({ db }: Unit, intent: SettledIntent): Promise<void> {
  const { key } = intent;
  const before = await db
    .selectFrom('intent')
    .selectAll()
    .where('key', '=', key)
    .executeTakeFirst();
  const seen =
    intent.first ?? (before === undefined ? unseen : Seen.parse(JSON.parse(before.seen)));
  const known = {
    sys_id: intent.sysId ?? null,
    applied_seq: intent.appliedSeq,
    applied_event_id: intent.appliedEventId,
    sent_at: null,
    sent_event_id: null,
    sent_seq: null,
    seen: JSON.stringify({
      ...seen,
      fields: { ...seen.fields, ...intent.written },
      writtenModCount: intent.writtenModCount,
    }),
    sweep_until: Math.max(Number(before?.sweep_until ?? 0), intent.sweepUntil),
  };
  await db
    .insertInto('intent')
    .values({ ...newRow(intent, seen), ...known })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(known))
    .execute();
  if (intent.notes.length === 0) return;
  await db
    .insertInto('intent_note')
    .values(intent.notes.map((id) => ({ key, id, is_applied: 1 })))
    .onConflict((conflict) => conflict.columns(['key', 'id']).doUpdateSet({ is_applied: 1 }))
    .execute();
}

async function withdraw({ db }: Unit, key: string): Promise<void> {
  await db
    .updateTable('intent')
    .set({ sent_at: null, sent_event_id: null, sent_seq: null })
    .where('key', '=', key)
    .execute();
}

function newRow(intent: Omit<NewIntent, 'sent'>, seen: SeenRecord) {
  return {
    key: intent.key,
    workspace: intent.workspace,
    connection: intent.connection,
    table_name: intent.table,
    episode: intent.episode,
    sys_id: null,
    applied_seq: 0,
    applied_event_id: '',
    sent_at: null,
    sent_event_id: null,
    sent_seq: null,
    seen: JSON.stringify(seen),
  };
}

/** After a comparison: the copy is what was seen. */
export async function recordSeen({ db }: Unit, key: string, seen: SeenRecord): Promise<void> {
  await db
    .updateTable('intent')
    .set({ seen: JSON.stringify(seen) })
    .where('key', '=', key)
    .execute();
}

/** Of these records of a connection those that are ours: sys_id → key and how it was seen last. */
export async function findKnownRecords(
  db: Db,
  connection: { readonly workspace: string; readonly name: string },
  sysIds: readonly string[],
): Promise<
  ReadonlyMap<string, Pick<SeenRecord, 'modCount' | 'fields'> & { readonly key: string }>
> {
  if (sysIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('intent')
    .select(['sys_id', 'key', 'seen'])
    .where('workspace', '=', connection.workspace)
    .where('connection', '=', connection.name)
    .where('sys_id', 'in', [...sysIds])
    .execute();
  return new Map(
    rows.map(({ sys_id, key, seen }) => {
      const { modCount, fields } = Seen.parse(JSON.parse(seen));
      return [sys_id ?? '', { key, modCount, fields }];
    }),
  );
}

/** Keys whose doubles are still looked for, none of them with a write under way; in order of the keys. */
export async function findKeysToSweep(
  db: Db,
  connection: { readonly workspace: string; readonly name: string },
  page: { readonly now: number; readonly after: string; readonly limit: number },
): Promise<readonly { readonly key: string; readonly table: string }[]> {
  const rows = await db
    .selectFrom('intent')
    .select(['key', 'table_name'])
    .where('workspace', '=', connection.workspace)
    .where('connection', '=', connection.name)
    .where('sweep_until', '>', page.now)
    .where('sent_at', 'is', null)
    .where('key', '>', page.after)
    .orderBy('key')
    .limit(page.limit)
    .execute();
  return rows.map(({ key, table_name }) => ({ key, table: table_name }));
}

/**
 * Of several records of a key one stays. If it is not the one that we knew, versions begin anew; the
 * copy stays, so that what people did to the survivor is still told. Not while a write is under way: it
 * may go to the other. `begin` refuses those that have looked and not left.
 * @param openSince a write that was sent before it is over, though nobody may know how it ended
 */
export async function recordSurvivor(
  { db }: Unit,
  key: string,
  survivor: Survivor,
  openSince: number,
): Promise<boolean> {
  const row = await db.selectFrom('intent').selectAll().where('key', '=', key).executeTakeFirst();
  if (row === undefined || row.sys_id === survivor.sysId) return true;
  const seen = { ...Seen.parse(JSON.parse(row.seen)), modCount: -1, writtenModCount: -1 };
  const { numUpdatedRows: updated } = await db
    .updateTable('intent')
    .set({ sys_id: survivor.sysId, seen: JSON.stringify(seen) })
    .where('key', '=', key)
    .where((is) => is.or([is('sent_at', 'is', null), is('sent_at', '<', openSince)]))
    .executeTakeFirst();
  if (updated === 0n) return false;
  await db
    .updateTable('link')
    .set({
      sys_id: survivor.sysId,
      number: survivor.number,
      mod_count: -1,
      change_sequence: -1,
    })
    .where('key', '=', key)
    .execute();
  return true;
}
