import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import { CHAIN_BEGINS, chainHash } from '../domain/audit-chain.ts';

export interface AuditEntry {
  readonly id: string;
  readonly at: number;
  readonly workspace: string | undefined;
  /** `token NAME` or `command line`. */
  readonly actor: string;
  /** What was done, `job.replay`. */
  readonly action: string;
  readonly subject: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

const HEAD = 1;

/** Adds an entry in the transaction of what it tells of. Nothing ever changes or removes one. */
export async function recordAudit({ db }: Unit, entry: AuditEntry): Promise<void> {
  const { number, hash: previous } = await takeNumber(db);
  const row = {
    id: entry.id,
    at: entry.at,
    workspace: entry.workspace ?? null,
    actor: entry.actor,
    action: entry.action,
    subject: entry.subject,
    before: entry.before === undefined ? null : JSON.stringify(entry.before),
    after: entry.after === undefined ? null : JSON.stringify(entry.after),
  };
  const hash = chainHash(previous, number, row);
  await db
    .insertInto('audit')
    .values({ ...row, number, hash })
    .execute();
  await db.updateTable('audit_head').set({ hash }).where('id', '=', HEAD).execute();
}

/** The next place in the chain; other relays wait for it until this transaction ends. */
async function takeNumber(
  db: Unit['db'],
): Promise<{ readonly number: number; readonly hash: string }> {
  const take = () =>
    db
      .updateTable('audit_head')
      .set(({ eb }) => ({ number: eb('number', '+', 1) }))
      .where('id', '=', HEAD)
      .returning(['number', 'hash'])
      .executeTakeFirst();
  const known = await take();
  if (known !== undefined) return { number: Number(known.number), hash: known.hash };
  await db
    .insertInto('audit_head')
    .values({ id: HEAD, number: 0, hash: CHAIN_BEGINS })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  const made = await take();
  return { number: Number(made?.number ?? 1), hash: made?.hash ?? CHAIN_BEGINS };
}

export type AuditVerdict =
  | { readonly kind: 'whole'; readonly entries: number; readonly hash: string }
  | { readonly kind: 'broken'; readonly number: number; readonly because: string };

const ROWS_AT_ONCE = 1000;

/**
 * Walks the chain from its beginning. Whoever can write to the database could make a whole new one: keep
 * the hash elsewhere and compare.
 */
export async function verifyAudit(db: Db): Promise<AuditVerdict> {
  let hash = CHAIN_BEGINS;
  let number = 0;
  for (;;) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('number', '>', number)
      .orderBy('number')
      .limit(ROWS_AT_ONCE)
      .execute();
    for (const row of rows) {
      number += 1;
      if (Number(row.number) !== number) {
        return { kind: 'broken', number, because: 'this entry is missing' };
      }
      hash = chainHash(hash, number, { ...row, at: Number(row.at) });
      if (hash !== row.hash) return { kind: 'broken', number, because: 'this entry was changed' };
    }
    if (rows.length < ROWS_AT_ONCE) break;
  }
  const head = await db.selectFrom('audit_head').selectAll().executeTakeFirst();
  if (Number(head?.number ?? 0) === number && (head?.hash ?? CHAIN_BEGINS) === hash) {
    return { kind: 'whole', entries: number, hash };
  }
  return { kind: 'broken', number: number + 1, because: 'this entry is missing at the end' };
}
