import { SysId } from '@alert-relay/shared-types';
import { z } from 'zod';
import { nameOf } from '../../domain/connection-name.ts';
import type { Connection } from '../../domain/configuration.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Client } from '../client.ts';
import type { Cursor, Read } from './keyset.ts';
import { readPage } from './read-page.ts';

/** A record that somebody deleted, whoever's it was. */
export interface PolledDeletion {
  readonly sysId: string;
  readonly table: string;
  readonly record: string;
  /** Name of the user. */
  readonly deletedBy: string;
  /** UTC, as ServiceNow writes it. */
  readonly deletedOn: string;
}

export interface DeletionPage extends Read {
  readonly deletions: readonly PolledDeletion[];
}

const Row = z
  .object({
    sys_id: SysId,
    tablename: z.string(),
    documentkey: z.string(),
    sys_created_by: z.string(),
    sys_created_on: z.string(),
  })
  .transform((row) => ({
    sysId: row.sys_id,
    table: row.tablename,
    record: row.documentkey,
    deletedBy: row.sys_created_by,
    deletedOn: row.sys_created_on,
  }));

/**
 * The next records of these tables that were deleted after the cursor, oldest first. To the Table API a
 * deleted record and a hidden one are the same; what was deleted stands in `sys_audit_delete`, by the
 * table that the record was of, unless that table has the attribute `no_audit_delete`.
 */
export async function fetchDeletions(
  client: Client,
  connection: Connection,
  tables: readonly string[],
  after: Cursor,
): Promise<DeletionPage> {
  const walk = {
    api: 'table',
    attempted: 'poll for deletions',
    path: '/sys_audit_delete',
    wanted: wantedOf(tables),
    column: 'sys_created_on',
    query: {
      sysparm_display_value: 'false',
      sysparm_exclude_reference_link: 'true',
      sysparm_fields: 'sys_id,tablename,documentkey,sys_created_by,sys_created_on',
    },
    row: Row,
    toCursor,
    notAskedFor: () => notAskedFor(connection),
  } as const;
  const { rows, ...read } = await readPage(client, connection, walk, after);
  // Said once more: the instance drops terms that it does not understand.
  return { deletions: rows.filter(({ table }) => tables.includes(table)), ...read };
}

function wantedOf(tables: readonly string[]): string {
  return `tablenameIN${tables.join(',')}`;
}

function toCursor({ deletedOn: updatedOn, sysId }: PolledDeletion): Cursor {
  return { updatedOn, sysId };
}

function notAskedFor(connection: Connection): RelayError {
  return new RelayError(
    'SERVICENOW_WRONG_RECORD',
    `Could not poll connection ${nameOf(connection)} for deletions: the instance answered with a row that was not asked for, or not in their order. Check that the account may read and query sys_audit_delete.`,
    { details: { connection: nameOf(connection) } },
  );
}
