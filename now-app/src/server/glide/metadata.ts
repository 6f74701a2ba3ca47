import { GlideRecord } from '@servicenow/glide';
import type { MetadataAnswer } from '@alert-relay/shared-types';
import { findBy, readColumn, readNumber } from './record.ts';

type Column = MetadataAnswer['columns'][number];
type Choice = NonNullable<Column['choices']>[number];

/** The columns of a table with those of its parents; where both define one, the child's counts. */
export function describeTable(table: string): MetadataAnswer {
  const chain = tableChain(table);
  const choices = readChoices(chain);
  const columns = new Map<string, Column>();
  for (const name of chain) {
    for (const column of readColumns(name)) {
      if (!columns.has(column.name)) columns.set(column.name, withChoices(column, choices));
    }
  }
  return { table, columns: [...columns.values()] };
}

/** The table, then its parents up to task or whatever has none. */
function tableChain(table: string): readonly string[] {
  const chain: string[] = [];
  let row = findBy('sys_db_object', 'name', table);
  while (row !== undefined && !chain.includes(readColumn(row, 'name'))) {
    chain.push(readColumn(row, 'name'));
    const parent = readColumn(row, 'super_class');
    row = parent === '' ? undefined : findBy('sys_db_object', 'sys_id', parent);
  }
  return chain;
}

function readColumns(table: string): readonly Column[] {
  const rows = new GlideRecord('sys_dictionary');
  rows.addQuery('name', table);
  rows.addQuery('active', true);
  rows.orderBy('element');
  rows.query();
  const columns: Column[] = [];
  while (rows.next()) {
    const name = readColumn(rows, 'element');
    if (name === '' || readColumn(rows, 'name') !== table) continue;
    const length = readNumber(rows, 'max_length');
    const reference = readColumn(rows, 'reference');
    columns.push({
      name,
      label: readColumn(rows, 'column_label'),
      type: readColumn(rows, 'internal_type'),
      mandatory: readColumn(rows, 'mandatory') === 'true',
      ...(length === 0 ? {} : { max_length: length }),
      ...(reference === '' ? {} : { reference }),
    });
  }
  return columns;
}

/** By column; a table that has choices of its own hides those of its parent. */
function readChoices(chain: readonly string[]): ReadonlyMap<string, readonly Choice[]> {
  const found = new Map<string, Choice[]>();
  for (const table of chain) {
    const own = new Map<string, Choice[]>();
    const rows = new GlideRecord('sys_choice');
    rows.addQuery('name', table);
    rows.addQuery('language', 'en');
    rows.addQuery('inactive', false);
    rows.orderBy('sequence');
    rows.query();
    while (rows.next()) {
      if (readColumn(rows, 'name') !== table) continue;
      const choices = own.get(readColumn(rows, 'element')) ?? [];
      choices.push({ value: readColumn(rows, 'value'), label: readColumn(rows, 'label') });
      own.set(readColumn(rows, 'element'), choices);
    }
    for (const [column, choices] of own) if (!found.has(column)) found.set(column, choices);
  }
  return found;
}

function withChoices(column: Column, choices: ReadonlyMap<string, readonly Choice[]>): Column {
  const own = choices.get(column.name);
  return own === undefined ? column : { ...column, choices: [...own] };
}
