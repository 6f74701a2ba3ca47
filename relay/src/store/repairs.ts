import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import { type RepairKind, repairKinds } from '../domain/reconcile.ts';
import { type Page, type PageRequest, toPage } from './views/page.ts';

/** Something that a comparison of both sides set right. */
export interface Repair {
  readonly id: string;
  readonly workspace: string;
  readonly connection: string;
  readonly key: string;
  readonly number: string;
  readonly kind: RepairKind;
  /** For people. */
  readonly detail: string;
  readonly at: number;
}

export async function insertRepairs({ db }: Unit, repairs: readonly Repair[]): Promise<void> {
  if (repairs.length > 0)
    await db
      .insertInto('repair')
      .values([...repairs])
      .execute();
}

/** Newest first. Of a kind that only a newer release knows none is shown: a page may have fewer rows than it could. */
export async function pageOfRepairs(
  db: Db,
  { workspace, limit, after, number }: PageRequest & { readonly number?: string | undefined },
): Promise<Page<Repair>> {
  let query = db
    .selectFrom('repair')
    .selectAll()
    .where('workspace', '=', workspace)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (number !== undefined) query = query.where('number', '=', number);
  if (after !== undefined) query = query.where('id', '<', after);
  const rows = await query.execute();
  const page = toPage(rows, limit);
  return {
    ...page,
    rows: page.rows.flatMap(({ kind, at, ...row }) => {
      const known = repairKinds.find((one) => one === kind);
      return known === undefined ? [] : [{ ...row, kind: known, at: Number(at) }];
    }),
  };
}
