import type { z } from 'zod';
import { nameOf } from '../../domain/connection-name.ts';
import type { Connection } from '../../domain/configuration.ts';
import { toOpenForMs } from '../../domain/unknown-outcome.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Client } from '../client.ts';
import { afterPage, type Cursor, findMisplaced, type Read, toNextPage } from './keyset.ts';

/** What is read page after page, by the column with the time. */
interface Walk<Row extends z.ZodType> {
  readonly api: 'table' | 'attachment';
  /** Completes "Could not …". */
  readonly attempted: string;
  readonly path: string;
  readonly wanted: string;
  readonly column: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly row: Row;
  readonly toCursor: (row: z.output<Row>) => Cursor;
  /** Of a row that stands where it should not. */
  readonly notAskedFor: (row: z.output<Row>) => RelayError;
}

/** Of a walk, in a row: 2,000 rows with pages of the stock size. */
const MAX_HIDDEN_PAGES = 10;

/** The next page, and where the one after it begins. */
export async function readPage<Row extends z.ZodType>(
  client: Client,
  connection: Connection,
  { api, attempted, path, wanted, column, query, row, toCursor, notAskedFor }: Walk<Row>,
  after: Cursor,
): Promise<Read & { readonly rows: readonly z.output<Row>[] }> {
  const { pageSize } = connection;
  const { sysId, hidden } = after;
  // It takes the instance longer than to read them: of a walk the first page, and what nobody has seen.
  const isCounted = api === 'attachment' || sysId === '' || hidden !== undefined;
  const page = await client.list(connection, {
    api,
    attempted,
    path,
    query: {
      sysparm_query: toNextPage(wanted, column, after),
      sysparm_limit: String(pageSize),
      ...(hidden === undefined ? {} : { sysparm_offset: String(hidden) }),
      ...(isCounted ? {} : { sysparm_no_count: 'true' }),
      ...query,
    },
    row,
    deadlineMs: toOpenForMs(connection),
  });
  const misplaced = findMisplaced(page.rows, after, toCursor);
  if (misplaced !== undefined) throw notAskedFor(misplaced);
  const next = afterPage(after, page, pageSize, toCursor);
  if ((next?.hidden ?? 0) > MAX_HIDDEN_PAGES * pageSize) throw hiddenFrom(connection, attempted);
  return { rows: page.rows, next, now: page.now };
}

function hiddenFrom(connection: Connection, attempted: string): RelayError {
  const rows = MAX_HIDDEN_PAGES * connection.pageSize;
  return new RelayError(
    'SERVICENOW_FORBIDDEN',
    `Could not ${attempted} on connection ${nameOf(connection)}: the account may see none of the next ${rows} rows, and nothing behind them is read. Let it read them; changes of records come with the next comparison meanwhile.`,
    { details: { connection: nameOf(connection) } },
  );
}
