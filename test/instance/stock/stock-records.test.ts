import { describe, expect, test } from 'vitest';
import type { StockColumn, StockRecord } from './model.ts';
import { stock } from './stock.ts';

const tables = new Map(stock.tables.map((table) => [table.name, table]));
const records = [...stock.coreRecords, ...stock.demoRecords];
const recordIds = new Set(records.map((record) => record.sys_id));

function columnsOf(name: string): Map<string, StockColumn> {
  const table = tables.get(name);
  if (table === undefined) return new Map();
  const own = new Map(table.columns.map((column) => [column.name, column]));
  const all = new Map([...(table.extends === undefined ? [] : columnsOf(table.extends)), ...own]);
  for (const { column, ...changes } of table.overrides ?? []) {
    const original = all.get(column);
    if (original !== undefined) all.set(column, { ...original, ...changes });
  }
  return all;
}

/** Roles count too, since grants point at them, and the application that is simply called global. */
const knownIds = new Set(['global', ...recordIds, ...stock.roles.map((role) => role.sys_id)]);

function faultOf(column: StockColumn | undefined, value: string): string | undefined {
  if (column === undefined) return 'no such column';
  if (value === '') return undefined;
  if (column.type === 'reference' && !knownIds.has(value)) return `points at nothing: ${value}`;
  if (column.choices === undefined) return undefined;
  return column.choices.some((choice) => choice.value === value) ? undefined : `no choice ${value}`;
}

function faultsOf(record: StockRecord): string[] {
  const columns = columnsOf(record.table);
  if (columns.size === 0) return [`no table ${record.table}`];
  return Object.entries(record.values).flatMap(([name, value]) => {
    const fault = faultOf(columns.get(name), value);
    return fault === undefined ? [] : [`${record.table}.${name}: ${fault}`];
  });
}

const faults = records.flatMap(faultsOf);
const everyId = [
  ...records.map((record) => record.sys_id),
  ...stock.roles.map((role) => role.sys_id),
  ...stock.acls.map((acl) => acl.sys_id),
  ...stock.dataPolicies.map((policy) => policy.sys_id),
];

describe('records', () => {
  test('fill only columns that exist, with choices that exist and references that lead somewhere', () => {
    expect(faults).toEqual([]);
  });

  test('have sys_ids of 32 hexadecimal digits', () => {
    expect(everyId.filter((id) => !/^[0-9a-f]{32}$/u.test(id))).toEqual([]);
  });

  test('carry the defaults of their table and its parents', () => {
    const found = records.find((record) => record.values['number'] === 'INC0000055');

    expect(found?.values).toMatchObject({
      active: 'true',
      approval: 'not requested',
      upon_reject: 'cancel',
      made_sla: 'true',
      severity: '3',
      sys_domain: 'global',
    });
  });

  test('share no sys_id with another record', () => {
    const repeated = everyId.filter((id, position) => everyId.indexOf(id) !== position);

    expect(repeated).toEqual([]);
  });

  test('without demo data point at nothing that only demo data brings', () => {
    const demo = new Set(stock.demoRecords.map((record) => record.sys_id));
    const used = stock.coreRecords.flatMap((record) => Object.values(record.values));

    expect(used.filter((value) => demo.has(value))).toEqual([]);
  });

  test('give every incident the priority that the lookup gives', () => {
    const incidents = stock.demoRecords.filter((record) => record.table === 'incident');
    const expected = new Map(
      stock.priorityRules.map((rule) => [`${rule.impact}/${rule.urgency}`, rule.priority]),
    );

    expect(incidents.map(({ values }) => values['priority'])).toEqual(
      incidents.map(({ values }) => expected.get(`${values['impact']}/${values['urgency']}`)),
    );
  });

  test.each([
    ['sys_user', '6816f79cc0a8016401c5a33be04be441', 'user_name', 'admin'],
    ['sys_user', '5137153cc611227c000bbd1bd8cd2007', 'user_name', 'david.loo'],
    ['sys_user', '26fbff173b331300ad3cc9bb34efc4bd', 'user_name', 'problem.admin'],
    ['sys_user_group', 'd625dccec0a8016700a222a0f7900d06', 'name', 'Service Desk'],
    ['incident', '1c741bd70b2322007518478d83673af3', 'number', 'INC0000060'],
  ])('include the well-known %s %s', (table, id, column, value) => {
    const found = records.find((record) => record.sys_id === id);

    expect([found?.table, found?.values[column]]).toEqual([table, value]);
  });
});
