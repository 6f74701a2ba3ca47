import type { MetadataAnswer } from '@alert-relay/shared-types';
import { z } from 'zod';
import type { Connection } from '../../domain/configuration.ts';
import { toOpenForMs } from '../../domain/unknown-outcome.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Client } from '../client.ts';

type Column = MetadataAnswer['columns'][number];
type Choice = NonNullable<Column['choices']>[number];

const text = z.string().catch('');
const Row = z.object({
  name: text,
  element: text,
  column_label: text,
  internal_type: text,
  mandatory: text,
  max_length: text,
  reference: text,
  super_class: text,
  value: text,
  label: text,
});
type Row = z.output<typeof Row>;

const MAX_ROWS = 2000;
const MAX_PARENTS = 10;

/**
 * What the app tells of a table, read through the Table API. An account that may not read the
 * dictionary or the choices (role `personalize_choices`, `personalize_dictionary`) gets empty lists:
 * then nothing is known, which is not the same as nothing being there. Of the choices alone come columns
 * that all have some. Rejects where the table itself is not there, or closed.
 */
export async function describeTable(
  client: Client,
  connection: Connection,
  table: string,
): Promise<MetadataAnswer> {
  const chain = await tableChain(client, connection, table);
  const named = `nameIN${chain.join(',')}`;
  const columns = await read(client, connection, 'sys_dictionary', `${named}^active=true`);
  const choices = await read(
    client,
    connection,
    'sys_choice',
    `${named}^language=en^inactive=false^ORDERBYsequence`,
  );
  if (columns.length === 0) await assertReadable(client, connection, table);
  const found = new Map<string, Column>();
  for (const name of chain) {
    for (const row of columns.length === 0 ? choices : columns) {
      if (row.name !== name || row.element === '' || found.has(row.element)) continue;
      found.set(row.element, toColumn(row, choicesOf(row.element, chain, choices)));
    }
  }
  return { table, columns: [...found.values()] };
}

async function assertReadable(
  client: Client,
  connection: Connection,
  table: string,
): Promise<void> {
  await ask(client, connection, table, '', {
    sysparm_limit: '1',
    sysparm_fields: 'sys_id',
    // To count a large table takes longer than to read it.
    sysparm_no_count: 'true',
  });
}

/** The table, then its parents; where they cannot be read, what a stock instance has. */
async function tableChain(
  client: Client,
  connection: Connection,
  table: string,
): Promise<readonly string[]> {
  const chain = [table];
  while (chain.length < MAX_PARENTS) {
    const last = chain.at(-1) ?? table;
    const rows = await read(client, connection, 'sys_db_object', `name=${last}`, {
      sysparm_fields: 'name,super_class.name',
    });
    const parent = rows.find(({ name }) => name === last)?.super_class ?? '';
    if (parent === '' || chain.includes(parent)) break;
    chain.push(parent);
  }
  return chain.length === 1 && table !== 'task' ? [table, 'task'] : chain;
}

/** "You may not" is an answer here: nothing is known of what may not be read. */
async function read(...question: Parameters<typeof ask>): Promise<readonly Row[]> {
  try {
    return await ask(...question);
  } catch (error) {
    if (error instanceof RelayError && error.code === 'SERVICENOW_FORBIDDEN') return [];
    throw error;
  }
}

async function ask(
  client: Client,
  connection: Connection,
  table: string,
  query: string,
  more: Readonly<Record<string, string>> = {},
): Promise<readonly Row[]> {
  const rows = await client.call(connection, {
    api: 'table',
    attempted: `read ${table}`,
    method: 'GET',
    path: `/${table}`,
    query: {
      sysparm_query: query,
      sysparm_limit: String(MAX_ROWS),
      sysparm_display_value: 'false',
      sysparm_exclude_reference_link: 'true',
      ...more,
    },
    result: z.array(z.record(z.string(), z.unknown())),
    deadlineMs: toOpenForMs(connection),
  });
  return rows.map((row) => Row.parse({ ...row, super_class: row['super_class.name'] }));
}

/** A table that has choices of its own hides those of its parent. */
function choicesOf(
  element: string,
  chain: readonly string[],
  rows: readonly Row[],
): readonly Choice[] | undefined {
  for (const name of chain) {
    const own = rows.filter((row) => row.name === name && row.element === element);
    if (own.length > 0) return own.map(({ value, label }) => ({ value, label }));
  }
  return undefined;
}

function toColumn(row: Row, choices: readonly Choice[] | undefined): Column {
  const length = Number(row.max_length);
  return {
    name: row.element,
    label: row.column_label,
    type: row.internal_type,
    mandatory: row.mandatory === 'true',
    ...(length > 0 ? { max_length: length } : {}),
    ...(row.reference === '' ? {} : { reference: row.reference }),
    ...(choices === undefined ? {} : { choices: [...choices] }),
  };
}
