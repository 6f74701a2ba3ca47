import type { Store } from '../store/database.ts';
import { columnsOf, rowsOf, type Values } from '../store/rows.ts';
import type { Choice, Column, Dictionary, Table } from './dictionary.ts';

interface Sources {
  readonly objects: ReadonlyMap<string, Values>;
  readonly nameById: ReadonlyMap<string, string>;
  readonly columns: ReadonlyMap<string, readonly Values[]>;
  readonly overrides: ReadonlyMap<string, readonly Values[]>;
  readonly choices: ReadonlyMap<string, readonly Choice[]>;
  readonly numbers: ReadonlyMap<string, Values>;
  readonly scopes: ReadonlyMap<string, string>;
}

/** The rows that describe tables, as they stand in the tables of the same names. */
export interface DictionaryRows {
  readonly sys_db_object: readonly Values[];
  readonly sys_dictionary: readonly Values[];
  readonly sys_dictionary_override: readonly Values[];
  readonly sys_choice: readonly Values[];
  readonly sys_number: readonly Values[];
  readonly sys_scope: readonly Values[];
}

/** Builds the tables from the instance's own rows. */
export function loadDictionary(store: Store): Dictionary {
  return buildDictionary({
    sys_db_object: rowsOf(store, 'sys_db_object'),
    sys_dictionary: columnsOf(store, 'sys_dictionary', definitionColumns),
    sys_dictionary_override: rowsOf(store, 'sys_dictionary_override'),
    sys_choice: columnsOf(store, 'sys_choice', choiceColumns),
    sys_number: rowsOf(store, 'sys_number'),
    sys_scope: columnsOf(store, 'sys_scope', ['sys_id', 'scope']),
  });
}

// Thousands of rows: every thread reads them when it starts, so only what is used is read.
const definitionColumns = [
  'name',
  'element',
  'column_label',
  'internal_type',
  'reference',
  'max_length',
  'mandatory',
  'read_only',
  'unique',
  'default_value',
  'dependent_on_field',
  'display',
  'active',
  'sys_scope',
];
const choiceColumns = [
  'name',
  'element',
  'value',
  'label',
  'sequence',
  'inactive',
  'dependent_value',
  'language',
];

/** Each table is put together when it is first asked for: a thread has to do with few of the hundreds. */
export function buildDictionary(rows: DictionaryRows): Dictionary {
  const sources = readSources(rows);
  const children = childrenByParent(sources);
  const built = new Map<string, Table>();
  const find = (name: string): Table | undefined => {
    const known = built.get(name);
    if (known !== undefined || !sources.objects.has(name)) return known;
    const table = buildTable(sources, name, familyOf(children, name));
    built.set(name, table);
    return table;
  };
  return {
    tables: () => [...sources.objects.keys()].flatMap((name) => find(name) ?? []),
    find,
    isA: (table, ancestor) => find(table)?.lineage.includes(ancestor) ?? table === ancestor,
  };
}

function readSources(rows: DictionaryRows): Sources {
  const objects = rows.sys_db_object;
  return {
    objects: new Map(objects.map((row) => [row['name'] ?? '', row])),
    nameById: new Map(objects.map((row) => [row['sys_id'] ?? '', row['name'] ?? ''])),
    columns: grouped(
      rows.sys_dictionary.filter((row) => row['active'] !== '0' && (row['element'] ?? '') !== ''),
      (row) => row['name'] ?? '',
    ),
    overrides: grouped(rows.sys_dictionary_override, (row) => row['name'] ?? ''),
    choices: readChoices(rows.sys_choice),
    numbers: new Map(rows.sys_number.map((row) => [row['category'] ?? '', row])),
    scopes: new Map(rows.sys_scope.map((row) => [row['sys_id'] ?? '', row['scope'] ?? ''])),
  };
}

function readChoices(all: readonly Values[]): ReadonlyMap<string, readonly Choice[]> {
  const rows = all.filter((row) => (row['language'] ?? 'en') === 'en');
  const lists = grouped(rows, (row) => `${row['name'] ?? ''}.${row['element'] ?? ''}`);
  return new Map(
    [...lists].map(([key, list]) => [
      key,
      list.map(toChoice).toSorted((a, b) => a.sequence - b.sequence),
    ]),
  );
}

function toChoice(row: Values): Choice {
  return {
    value: row['value'] ?? '',
    label: row['label'] ?? '',
    sequence: Number(row['sequence'] ?? 0),
    inactive: row['inactive'] === '1',
    dependentValue: row['dependent_value'] ?? '',
  };
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

function childrenByParent(sources: Sources): Map<string, string[]> {
  const names = [...sources.objects.keys()];
  return grouped(names, (name) => parentOf(sources, name));
}

function parentOf(sources: Sources, name: string): string {
  const superClass = sources.objects.get(name)?.['super_class'] ?? '';
  return sources.nameById.get(superClass) ?? (sources.objects.has(superClass) ? superClass : '');
}

function familyOf(children: Map<string, string[]>, name: string): string[] {
  return [name, ...(children.get(name) ?? []).flatMap((child) => familyOf(children, child))];
}

function lineageOf(sources: Sources, name: string): string[] {
  const parent = parentOf(sources, name);
  return parent === '' ? [name] : [name, ...lineageOf(sources, parent)];
}

function buildTable(sources: Sources, name: string, family: string[]): Table {
  const row = sources.objects.get(name) ?? {};
  const lineage = lineageOf(sources, name);
  const columns = new Map<string, Column>();
  let display = '';
  if (!definesSystemColumns(sources, lineage)) addSystemColumns(columns, name);
  for (const owner of lineage.toReversed()) {
    for (const definition of sources.columns.get(owner) ?? []) {
      const column = buildColumn(sources, lineage, definition);
      columns.set(column.name, column);
      if (definition['display'] === '1') display = column.name;
    }
  }
  const number = sources.numbers.get(name);
  return {
    name,
    label: row['label'] ?? name,
    sysId: row['sys_id'] ?? '',
    scope: scopeName(sources, row),
    lineage,
    storage: storageOf(lineage),
    family,
    columns,
    display: displayOf(columns, display),
    access: {
      read: row['read_access'] === '1',
      create: row['create_access'] === '1',
      update: row['update_access'] === '1',
      delete: row['delete_access'] === '1',
      webServiceAccess: row['ws_access'] !== '0',
    },
    numberPrefix: number?.['prefix'] ?? '',
    numberDigits: Number(number?.['maximum_digits'] ?? 7),
  };
}

/** An app's table is shipped without them: the platform adds them to every new root table. */
const systemColumns: readonly (readonly [name: string, label: string, type: string])[] = [
  ['sys_id', 'Sys ID', 'GUID'],
  ['sys_created_by', 'Created by', 'string'],
  ['sys_created_on', 'Created', 'glide_date_time'],
  ['sys_updated_by', 'Updated by', 'string'],
  ['sys_updated_on', 'Updated', 'glide_date_time'],
  ['sys_mod_count', 'Updates', 'integer'],
  ['sys_tags', 'Tags', 'string'],
];

function definesSystemColumns(sources: Sources, lineage: readonly string[]): boolean {
  return lineage.some(
    (owner) => sources.columns.get(owner)?.some((row) => row['element'] === 'sys_id') === true,
  );
}

function addSystemColumns(columns: Map<string, Column>, owner: string): void {
  for (const [name, label, type] of systemColumns) {
    columns.set(name, {
      name,
      owner,
      label,
      type,
      reference: '',
      maxLength: 40,
      mandatory: false,
      readOnly: false,
      unique: false,
      defaultValue: '',
      dependentOn: '',
      choices: [],
      scope: 'global',
    });
  }
}

/**
 * A hierarchy lives in the table of its root. Metadata is the exception, as on the platform: each class below
 * sys_metadata has a table of its own, and sys_metadata shows them all.
 */
function storageOf(lineage: readonly string[]): string {
  const roots = lineage.filter((name) => name !== 'sys_metadata');
  return roots.at(-1) ?? 'sys_metadata';
}

function displayOf(columns: ReadonlyMap<string, Column>, marked: string): string {
  if (marked !== '') return marked;
  return ['name', 'number', 'u_name', 'u_number'].find((name) => columns.has(name)) ?? 'sys_id';
}

function scopeName(sources: Sources, row: Values): string {
  return sources.scopes.get(row['sys_scope'] ?? '') ?? 'global';
}

function buildColumn(sources: Sources, lineage: readonly string[], row: Values): Column {
  const owner = row['name'] ?? '';
  const element = row['element'] ?? '';
  const override = lineage
    .slice(0, lineage.indexOf(owner))
    .flatMap((table) => sources.overrides.get(table) ?? [])
    .find((candidate) => candidate['element'] === element);
  const replaced = (field: string, flag: string): string =>
    override?.[flag] === '1' ? (override[field] ?? '') : (row[field] ?? '');
  return {
    name: element,
    owner,
    label: override?.['column_label'] ?? row['column_label'] ?? element,
    type: row['internal_type'] ?? 'string',
    reference: override?.['reference'] ?? row['reference'] ?? '',
    maxLength: Number(row['max_length'] ?? 40),
    mandatory: replaced('mandatory', 'mandatory_override') === '1',
    readOnly: replaced('read_only', 'read_only_override') === '1',
    unique: row['unique'] === '1',
    defaultValue: replaced('default_value', 'default_value_override'),
    dependentOn: override?.['dependent_on_field'] ?? row['dependent_on_field'] ?? '',
    choices: nearestChoices(sources, lineage, element),
    scope: scopeName(sources, row),
  };
}

/** The nearest table of the lineage that has its own list for the column replaces the inherited one. */
function nearestChoices(
  sources: Sources,
  lineage: readonly string[],
  element: string,
): readonly Choice[] {
  for (const table of lineage) {
    const own = sources.choices.get(`${table}.${element}`);
    if (own !== undefined) return own;
  }
  return [];
}
