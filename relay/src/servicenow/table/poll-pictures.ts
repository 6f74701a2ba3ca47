import { SysId } from '@alert-relay/shared-types';
import { z } from 'zod';
import { nameOf } from '../../domain/connection-name.ts';
import type { Connection } from '../../domain/configuration.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Client } from '../client.ts';
import type { Cursor, Read } from './keyset.ts';
import { readPage } from './read-page.ts';

/** A picture that somebody attached to a record, whoever's it is. */
export interface PolledPicture {
  readonly sysId: string;
  readonly table: string;
  readonly record: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** Name of the user. */
  readonly author: string;
  /** UTC, as ServiceNow writes it. */
  readonly createdOn: string;
}

export interface PicturePage extends Read {
  readonly pictures: readonly PolledPicture[];
}

/** The kinds that the app tells by default: what every tool can show. */
const kinds = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

const Row = z
  .object({
    sys_id: SysId,
    table_name: z.string(),
    table_sys_id: z.string(),
    file_name: z.string(),
    content_type: z.string(),
    size_bytes: z.coerce.number().int().min(0),
    sys_created_by: z.string(),
    sys_created_on: z.string(),
  })
  .transform((row) => ({
    sysId: row.sys_id,
    table: row.table_name,
    record: row.table_sys_id,
    name: row.file_name,
    contentType: row.content_type,
    sizeBytes: row.size_bytes,
    author: row.sys_created_by,
    createdOn: row.sys_created_on,
  }));

/**
 * The next pictures that were attached to records of these tables after the cursor, oldest first. To
 * attach a file changes nothing of its record, so that polling the record does not show it.
 */
export async function fetchPictures(
  client: Client,
  connection: Connection,
  tables: readonly string[],
  after: Cursor,
): Promise<PicturePage> {
  const walk = {
    api: 'attachment',
    attempted: 'poll for pictures',
    path: '',
    wanted: wantedOf(tables),
    column: 'sys_created_on',
    row: Row,
    toCursor,
    notAskedFor: () => notAskedFor(connection),
  } as const;
  const { rows, ...read } = await readPage(client, connection, walk, after);
  // Said once more: the instance drops terms that it does not understand.
  const pictures = rows.filter(
    ({ table, contentType }) => tables.includes(table) && kinds.includes(contentType),
  );
  return { pictures, ...read };
}

function wantedOf(tables: readonly string[]): string {
  return `table_nameIN${tables.join(',')}^content_typeIN${kinds.join(',')}`;
}

function toCursor({ createdOn: updatedOn, sysId }: PolledPicture): Cursor {
  return { updatedOn, sysId };
}

function notAskedFor(connection: Connection): RelayError {
  return new RelayError(
    'SERVICENOW_WRONG_RECORD',
    `Could not poll connection ${nameOf(connection)} for pictures: the instance answered with a file that was not asked for, or not in their order. Check that the account may query sys_created_on of attachments.`,
    { details: { connection: nameOf(connection) } },
  );
}
