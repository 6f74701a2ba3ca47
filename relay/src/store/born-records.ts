import { ChangeEvent } from '@alert-relay/shared-types';
import type { Db } from '../database/schema.ts';

/** A record that was born in ServiceNow, as the last change that we heard of shows it. */
export interface BornRecord {
  readonly connection: string;
  readonly table: string;
  readonly sysId: string;
  readonly number: string;
  readonly state: string;
  readonly active: boolean;
}

/** Of these names that we gave to alerts, those of which we still know the record. */
export async function findBornNames(
  db: Db,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const rows = await db
    .selectFrom('write_back')
    .innerJoin('change', 'change.id', 'write_back.change_id')
    .select('write_back.link_key')
    .where('write_back.link_key', 'in', [...names])
    .where('write_back.kind', '=', 'open')
    .execute();
  return new Set(rows.map((row) => row.link_key));
}

/** The record for which an alert was opened under this name. */
export async function findBornRecord(
  db: Db,
  workspace: string,
  name: string,
): Promise<BornRecord | undefined> {
  const row = await db
    .selectFrom('write_back')
    .innerJoin('change as opened', 'opened.id', 'write_back.change_id')
    .innerJoin('change as last', 'last.lane', 'opened.lane')
    .select(['last.body', 'last.connection'])
    .where('write_back.workspace', '=', workspace)
    .where('write_back.link_key', '=', name)
    .where('write_back.kind', '=', 'open')
    .where('last.workspace', '=', workspace)
    .orderBy('last.sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const change = ChangeEvent.parse(JSON.parse(row.body));
  return {
    connection: row.connection,
    table: change.table,
    sysId: change.sys_id,
    number: change.number,
    state: change.record.state,
    active: change.record.active,
  };
}
