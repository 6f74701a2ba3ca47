import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readRecorded, recordedIsHere } from '../testing/recorded.ts';
import type { StockAcl, StockChoice, StockColumn, StockTable } from './model.ts';
import { stock } from './stock.ts';

const tables = new Map(stock.tables.map((table) => [table.name, table]));

function columnsOf(name: string): StockColumn[] {
  const table = tables.get(name);
  if (table === undefined) return [];
  return [...(table.extends === undefined ? [] : columnsOf(table.extends)), ...table.columns];
}

function duplicates(values: readonly string[]): string[] {
  return values.filter((value, position) => values.indexOf(value) !== position);
}

function namesOf(table: string): string[] {
  return columnsOf(table).map((column) => column.name);
}

function choicesOf(table: string, name: string): readonly StockChoice[] {
  return columnsOf(table).find((column) => column.name === name)?.choices ?? [];
}

/** Columns as a table sees them after its overrides. */
function overridden(table: StockTable): StockColumn[] {
  const inherited = new Map(columnsOf(table.name).map((column) => [column.name, column]));
  return (table.overrides ?? []).flatMap(({ column, ...changes }) => {
    const original = inherited.get(column);
    return original === undefined ? [] : [{ ...original, ...changes }];
  });
}

function effectiveChoices(table: string, name: string): readonly StockChoice[] {
  const found = stock.tables.filter((candidate) => candidate.name === table).flatMap(overridden);
  return found.find((column) => column.name === name)?.choices ?? choicesOf(table, name);
}

function offersItsDefault({ choices, defaultValue }: StockColumn): boolean {
  if (choices === undefined || defaultValue === undefined) return true;
  return choices.some((choice) => choice.value === defaultValue && choice.inactive !== true);
}

/** What is wrong with a table, in words; nothing when it is right. */
function faultsOf(table: StockTable): string[] {
  const names = namesOf(table.name);
  const targets = table.columns.flatMap((column) => column.reference ?? []);
  const used = ['sys_id', 'sys_updated_on', 'sys_mod_count', table.display ?? 'sys_id'].concat(
    (table.overrides ?? []).map((override) => override.column),
  );
  return [
    ...duplicates(names).map((name) => `two columns ${name}`),
    ...targets.filter((target) => !tables.has(target)).map((target) => `no table ${target}`),
    ...used.filter((name) => !names.includes(name)).map((name) => `no column ${name}`),
    ...[...table.columns, ...overridden(table)]
      .filter((column) => !offersItsDefault(column))
      .map((column) => `${column.name} does not offer its default`),
  ];
}

describe('tables', () => {
  test('have unique names', () => {
    expect(duplicates(stock.tables.map((table) => table.name))).toEqual([]);
  });

  test('come after the table they extend', () => {
    const names = stock.tables.map((table) => table.name);
    const early = stock.tables.filter((table, position) =>
      names.slice(position).includes(String(table.extends)),
    );

    expect(early.map((table) => table.name)).toEqual([]);
  });

  test.each(stock.tables.map((table) => [table.name, table] as const))(
    '%s refers only to what exists, and offers its defaults',
    (_name, table) => {
      expect(faultsOf(table)).toEqual([]);
    },
  );

  test('let a subcategory depend on a category that is offered', () => {
    const parents = choicesOf('incident', 'subcategory').map((choice) => choice.dependentValue);
    const categories = choicesOf('incident', 'category').map((choice) => choice.value);

    expect(new Set(parents)).toEqual(new Set(categories));
  });
});

const roleNames = new Set(stock.roles.map((role) => role.name));
const containedRoles = stock.roles.flatMap((role) => role.contains ?? []);

describe('roles', () => {
  test('contain only roles that exist', () => {
    expect(containedRoles.filter((name) => !roleNames.has(name))).toEqual([]);
  });

  test('have unique names', () => {
    expect(duplicates(stock.roles.map((role) => role.name))).toEqual([]);
  });
});

/** `incident`, `incident.urgency`, `sys_choice.*` or `*`. */
function namesSomething(acl: StockAcl): boolean {
  const [table = '', column] = acl.name.split('.');
  if (acl.type === 'REST_Endpoint' || acl.name === '*') return true;
  if (column === undefined || column === '*') return tables.has(table);
  return namesOf(table).includes(column);
}

function decidesSomething(acl: StockAcl): boolean {
  return acl.roles.length > 0 || acl.securityAttribute !== undefined;
}

describe('access controls', () => {
  test('name only roles that exist', () => {
    const used = stock.acls.flatMap((acl) => acl.roles);

    expect(used.filter((name) => !roleNames.has(name))).toEqual([]);
  });

  test('name only tables and columns that exist', () => {
    const wrong = stock.acls.filter((acl) => !namesSomething(acl));

    expect(wrong.map((acl) => acl.name)).toEqual([]);
  });

  test('are never blank, since a blank rule denies', () => {
    const blank = stock.acls.filter((acl) => !decidesSomething(acl));

    expect(blank.map((acl) => acl.name)).toEqual([]);
  });

  test('say where they are known from', () => {
    expect(stock.acls.filter((acl) => acl.source.length < 10)).toEqual([]);
  });

  test('close every table that no rule opens', () => {
    const wildcards = stock.acls.filter((acl) => acl.name === '*');

    expect(wildcards.map((acl) => [acl.operation, acl.roles])).toEqual([
      ['read', ['admin']],
      ['create', ['admin']],
      ['write', ['admin']],
      ['delete', ['admin']],
    ]);
  });
});

const stateModels = stock.stateModels.map(
  (model) => [model.table, model.condition ?? 'otherwise', model] as const,
);

describe('policies', () => {
  test('make only existing columns mandatory', () => {
    const missing = stock.dataPolicies.flatMap((policy) =>
      policy.mandatory.filter((column) => !namesOf(policy.table).includes(column)),
    );

    expect(missing).toEqual([]);
  });

  test('name a priority for every impact and urgency', () => {
    const pairs = stock.priorityRules.map((rule) => `${rule.impact}/${rule.urgency}`);

    expect(pairs).toEqual(['1/1', '1/2', '1/3', '2/1', '2/2', '2/3', '3/1', '3/2', '3/3']);
  });

  test.each(stateModels)(
    'move %s (%s) only between states that exist, from the first to an end',
    (table, _condition, { initial, transitions }) => {
      const states = new Set(effectiveChoices(table, 'state').map((choice) => choice.value));
      const named = [initial, ...transitions.flatMap(({ from, to }) => [from, ...to])];

      expect(named.filter((state) => !states.has(state))).toEqual([]);
      expect(transitions.map(({ from }) => from)).toContain(initial);
    },
  );

  test('set every property once', () => {
    expect(duplicates(stock.properties.map((property) => property.name))).toEqual([]);
  });
});

const Schema = z.record(z.string(), z.array(z.string()));
const isHere = recordedIsHere('live-schema.json');

describe.skipIf(!isHere)('a live instance', () => {
  const live = isHere ? Schema.parse(readRecorded('live-schema.json')) : {};

  test.each(Object.entries(live).filter(([name]) => tables.has(name)))(
    'has no column on %s that we lack',
    (name, columns) => {
      const ours = namesOf(name);

      expect(columns.filter((column) => !ours.includes(column))).toEqual([]);
    },
  );

  test('has exactly our columns on incident', () => {
    expect(namesOf('incident').toSorted()).toEqual(live['incident']?.toSorted());
  });
});
