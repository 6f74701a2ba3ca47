import { z } from 'zod';
import { nameOf } from '../../domain/connection-name.ts';
import type { Connection } from '../../domain/configuration.ts';
import { splitNotes } from '../../domain/note-marker.ts';
import { toOpenForMs } from '../../domain/unknown-outcome.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Client } from '../client.ts';
import { readJournal } from './journal.ts';
import { byAge, short } from './records.ts';
import { isActive, rowQuery, TableRow, textIn } from './rows.ts';

/** Several records with one key: the one that stays, and the active ones that must go. */
export interface Doubled {
  readonly key: string;
  readonly survivor: FoundRecord;
  readonly others: readonly FoundRecord[];
}

export interface FoundRecord {
  readonly sysId: string;
  readonly number: string;
}

/** Keys in one question: 64 characters each, in an address of at most 8192 bytes. */
export const MAX_KEYS = 50;
const MAX_ROWS = 1000;

/** Of these keys, those that more than one active record carries. */
export async function findDoubles(
  client: Client,
  connection: Connection,
  table: string,
  keys: readonly string[],
): Promise<readonly Doubled[]> {
  const rows = await client.call(connection, {
    api: 'table',
    attempted: `look for doubles of ${keys.length} keys`,
    method: 'GET',
    path: `/${table}`,
    query: {
      sysparm_query: `correlation_idIN${keys.join(',')}^ORDERBYsys_created_on`,
      sysparm_limit: String(MAX_ROWS),
      ...rowQuery(connection),
    },
    result: z.array(TableRow),
    deadlineMs: toOpenForMs(connection),
  });
  if (rows.some((row) => !keys.includes(textIn(row, 'correlation_id')))) {
    throw new RelayError(
      'SERVICENOW_WRONG_RECORD',
      `Could not look for doubles on connection ${nameOf(connection)}: the instance answered with records that were not asked for; nothing was changed. Check that the account may query correlation_id.`,
      { details: { connection: nameOf(connection) } },
    );
  }
  const byKey = Map.groupBy(rows, (row) => textIn(row, 'correlation_id'));
  return [...byKey].flatMap(([key, ofKey]) => toDoubled(key, ofKey));
}

function toDoubled(key: string, rows: readonly TableRow[]): readonly Doubled[] {
  const [survivor, ...others] = rows.toSorted(byAge);
  const active = others.filter(isActive);
  if (survivor === undefined || active.length === 0) return [];
  return [{ key, survivor: toFound(survivor), others: active.map(toFound) }];
}

function toFound(row: TableRow): FoundRecord {
  return { sysId: row.sys_id, number: textIn(row, 'number') };
}

/** Canceled, where we know the state that says so; elsewhere a person reads the note and decides. */
const canceled: Readonly<Record<string, string>> = { incident: '8' };

/**
 * Takes the key from a double and cancels it, with a note that says in favor of which record. Its notes
 * of ours go there first, and again what another relay told it until it had lost its key.
 */
export async function cancelDouble(
  client: Client,
  connection: Connection,
  table: string,
  { key, survivor }: Pick<Doubled, 'key' | 'survivor'>,
  double: FoundRecord,
): Promise<void> {
  const carry = () =>
    carryNotes(client, connection, { table, key }, { from: double, to: survivor });
  await carry();
  const text = `Duplicate of ${survivor.number}: Alert Relay sent a request whose answer was lost, or two relays wrote at once.`;
  const state = canceled[table];
  await client.call(connection, {
    api: 'table',
    attempted: `cancel ${double.number}, a double of key ${short(key)}`,
    method: 'PATCH',
    path: `/${table}/${double.sysId}`,
    query: rowQuery(connection),
    body: {
      correlation_id: '',
      work_notes: text,
      // A choice that the instance does not have is dropped without a word.
      ...(state === undefined ? {} : { state, close_code: 'Duplicate', close_notes: text }),
    },
    result: TableRow,
    deadlineMs: toOpenForMs(connection),
  });
  await carry();
}

/**
 * A record that was late in coming is often the older one by its own account, and stays: what was
 * told to the other in the meantime would be read by nobody. Markers say what is there already, so
 * that this can be done again after a crash.
 */
async function carryNotes(
  client: Client,
  connection: Connection,
  { table, key }: { readonly table: string; readonly key: string },
  { from, to }: { readonly from: FoundRecord; readonly to: FoundRecord },
): Promise<void> {
  const readAt = ({ sysId }: FoundRecord) => readJournal(client, connection, { table, key, sysId });
  const notes = (await readAt(from)).flatMap(({ element, text }) =>
    splitNotes(text).map((note) => ({ ...note, element })),
  );
  if (notes.length === 0) return;
  const there = await readAt(to);
  const missing = notes.filter(({ marker }) => !there.some(({ text }) => text.includes(marker)));
  if (missing.length === 0) return;
  const byElement = Map.groupBy(missing, ({ element }) => element);
  await client.call(connection, {
    api: 'table',
    attempted: `bring the notes of ${from.number} to ${to.number}`,
    method: 'PATCH',
    path: `/${table}/${to.sysId}`,
    query: rowQuery(connection),
    body: Object.fromEntries(
      [...byElement].map(([element, ofElement]) => [
        element,
        ofElement.map(({ text }) => text).join('\n\n'),
      ]),
    ),
    result: TableRow,
    deadlineMs: toOpenForMs(connection),
  });
}
