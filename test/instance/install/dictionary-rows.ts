import type { DictionaryRows } from '../dictionary/load-dictionary.ts';
import type { StockChoice, StockColumn, StockTable } from '../stock/model.ts';
import { stockId } from '../stock/stock-id.ts';
import type { Values } from '../store/rows.ts';

/** Stock tables as rows of sys_db_object, sys_dictionary, sys_choice and so on. */
export function toDictionaryRows(tables: readonly StockTable[]): DictionaryRows {
  const chosen = tables.flatMap((table) => [
    ...table.columns.map((column) => ({ table, name: column.name, choices: column.choices ?? [] })),
    ...(table.overrides ?? []).map((override) => ({
      table,
      name: override.column,
      choices: override.choices ?? [],
    })),
  ]);
  return {
    sys_db_object: tables.map(toObjectRow),
    sys_dictionary: tables.flatMap((table) => [
      collectionRow(table),
      ...table.columns.map((column) => toColumnRow(table, column)),
    ]),
    sys_dictionary_override: tables.flatMap(toOverrideRows),
    sys_choice: chosen.flatMap(({ table, name, choices }) =>
      choices.map((choice, index) => toChoiceRow(table.name, name, choice, index)),
    ),
    sys_number: tables.flatMap(toNumberRows),
    // The scope "global" comes with the core records.
    sys_scope: [],
  };
}

function flag(value: boolean | undefined): string {
  return value === true ? '1' : '0';
}

function toObjectRow(table: StockTable): Values {
  const { access } = table;
  return {
    sys_id: stockId('sys_db_object', table.name),
    name: table.name,
    label: table.label,
    super_class: table.extends === undefined ? '' : stockId('sys_db_object', table.extends),
    read_access: flag(access.read),
    create_access: flag(access.create),
    update_access: flag(access.update),
    delete_access: flag(access.delete),
    ws_access: flag(access.webServiceAccess),
    access: 'public',
    is_extendable: '1',
    sys_class_name: 'sys_db_object',
    sys_scope: 'global',
    sys_package: 'global',
    sys_name: table.label,
  };
}

/** Every table has a row without an element. */
function collectionRow(table: StockTable): Values {
  return {
    sys_id: stockId('sys_dictionary', table.name),
    name: table.name,
    internal_type: 'collection',
    column_label: table.label,
    active: '1',
    sys_class_name: 'sys_dictionary',
    sys_scope: 'global',
  };
}

function toColumnRow(table: StockTable, column: StockColumn): Values {
  return {
    sys_id: stockId('sys_dictionary', `${table.name}.${column.name}`),
    name: table.name,
    element: column.name,
    column_label: column.label,
    internal_type: column.type,
    reference: column.reference ?? '',
    max_length: String(column.maxLength ?? 40),
    mandatory: flag(column.mandatory),
    read_only: flag(column.readOnly),
    unique: flag(column.unique),
    default_value: column.defaultValue ?? '',
    dependent_on_field: column.dependentOn ?? '',
    display: flag(table.display === column.name),
    choice: column.choices === undefined ? '0' : '1',
    active: '1',
    sys_class_name: 'sys_dictionary',
    sys_scope: 'global',
    sys_package: 'global',
    sys_name: column.label,
  };
}

function toOverrideRows(table: StockTable): Values[] {
  return (table.overrides ?? []).map((override) => ({
    sys_id: stockId('sys_dictionary_override', `${table.name}.${override.column}`),
    name: table.name,
    base_table: table.extends ?? '',
    element: override.column,
    column_label: override.label ?? '',
    reference: override.reference ?? '',
    dependent_on_field: override.dependentOn ?? '',
    default_value: override.defaultValue ?? '',
    default_value_override: flag(override.defaultValue !== undefined),
    mandatory: flag(override.mandatory),
    mandatory_override: flag(override.mandatory !== undefined),
    read_only: flag(override.readOnly),
    read_only_override: flag(override.readOnly !== undefined),
    sys_class_name: 'sys_dictionary_override',
    sys_scope: 'global',
  }));
}

function toChoiceRow(table: string, element: string, choice: StockChoice, index: number): Values {
  return {
    sys_id: stockId(
      'sys_choice',
      `${table}.${element}.${choice.value}.${choice.dependentValue ?? ''}`,
    ),
    name: table,
    element,
    value: choice.value,
    label: choice.label,
    sequence: String(choice.sequence ?? index),
    inactive: flag(choice.inactive),
    dependent_value: choice.dependentValue ?? '',
    language: 'en',
    sys_class_name: 'sys_choice',
    sys_scope: 'global',
  };
}

function toNumberRows(table: StockTable): Values[] {
  if (table.numberPrefix === undefined) return [];
  return [
    {
      sys_id: stockId('sys_number', table.name),
      category: table.name,
      prefix: table.numberPrefix,
      // The next record takes the number after this one.
      number: String((table.nextNumber ?? 10_001) - 1),
      maximum_digits: '7',
      sys_class_name: 'sys_number',
      sys_scope: 'global',
    },
  ];
}
