import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';

interface Polled {
  readonly workspace: string;
  readonly connection: string;
  readonly table: string;
}

/** How far polling came: `sys_updated_on` in UTC. */
export async function findWatermark(db: Db, polled: Polled): Promise<string | undefined> {
  const row = await db
    .selectFrom('watermark')
    .select('updated_on')
    .where('workspace', '=', polled.workspace)
    .where('connection', '=', polled.connection)
    .where('table_name', '=', polled.table)
    .executeTakeFirst();
  return row?.updated_on;
}

export async function recordWatermark(
  { db }: Unit,
  polled: Polled,
  updatedOn: string,
): Promise<void> {
  await db
    .insertInto('watermark')
    .values({
      workspace: polled.workspace,
      connection: polled.connection,
      table_name: polled.table,
      updated_on: updatedOn,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace', 'connection', 'table_name'])
        .doUpdateSet({ updated_on: updatedOn }),
    )
    .execute();
}
