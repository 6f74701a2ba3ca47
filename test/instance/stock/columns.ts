import type {
  ColumnType,
  StockChoice,
  StockColumn,
  StockOverride,
  StockTable,
  StockTableAccess,
} from './model.ts';

type Details = Omit<StockColumn, 'name' | 'label' | 'type'>;

/** Length of a text column when the dictionary says nothing. */
const defaultLength = 40;

export function column(
  type: ColumnType,
  name: string,
  label: string,
  details: Details = {},
): StockColumn {
  return { name, label, type, maxLength: defaultLength, ...details };
}

export function text(
  name: string,
  label: string,
  maxLength = defaultLength,
  details: Details = {},
): StockColumn {
  return { name, label, type: 'string', maxLength, ...details };
}

export function reference(
  name: string,
  label: string,
  target: string,
  details: Details = {},
): StockColumn {
  return { name, label, type: 'reference', reference: target, maxLength: 32, ...details };
}

export function list(name: string, label: string, target: string): StockColumn {
  return { name, label, type: 'glide_list', reference: target, maxLength: 4000 };
}

export function flag(name: string, label: string, defaultValue?: 'true' | 'false'): StockColumn {
  return column('boolean', name, label, defaultValue === undefined ? {} : { defaultValue });
}

export function whole(name: string, label: string, details: Details = {}): StockColumn {
  return column('integer', name, label, details);
}

export function dateTime(name: string, label: string, details: Details = {}): StockColumn {
  return column('glide_date_time', name, label, details);
}

export function date(name: string, label: string): StockColumn {
  return column('glide_date', name, label);
}

export function duration(name: string, label: string, details: Details = {}): StockColumn {
  return column('glide_duration', name, label, details);
}

/** A list of permitted values. The order written is the order offered. */
export function choice(
  name: string,
  label: string,
  choices: readonly StockChoice[],
  details: Details = {},
): StockColumn {
  return { name, label, type: 'string', maxLength: defaultLength, choices, ...details };
}

/** The same for columns stored as numbers (state, impact, urgency …). */
export function numberChoice(
  name: string,
  label: string,
  choices: readonly StockChoice[],
  details: Details = {},
): StockColumn {
  return { name, label, type: 'integer', maxLength: defaultLength, choices, ...details };
}

/** `[value, label]` pairs. */
export function choices(...pairs: readonly (readonly [string, string])[]): StockChoice[] {
  return pairs.map(([value, label], position) => ({ value, label, sequence: position + 1 }));
}

/** Choices whose label is the stored value. */
export function sameChoices(...values: readonly string[]): StockChoice[] {
  return choices(...values.map((value) => [value, value] as const));
}

/** Values that old records may hold and nobody can choose any more. */
export function retiredChoices(...values: readonly string[]): StockChoice[] {
  return sameChoices(...values).map((retired) => ({ ...retired, inactive: true }));
}

/** Choices offered while the column they depend on holds `dependentValue`. */
export function choicesUnder(
  dependentValue: string,
  ...pairs: readonly (readonly [string, string])[]
): StockChoice[] {
  return choices(...pairs).map((dependent) => ({ ...dependent, dependentValue }));
}

const systemColumns: readonly StockColumn[] = [
  column('GUID', 'sys_id', 'Sys ID', { maxLength: 32 }),
  text('sys_created_by', 'Created by'),
  dateTime('sys_created_on', 'Created'),
  text('sys_updated_by', 'Updated by'),
  dateTime('sys_updated_on', 'Updated'),
  whole('sys_mod_count', 'Updates'),
];

const tagsColumn: StockColumn = text('sys_tags', 'Tags', 8000, { readOnly: true });

export const classColumn: StockColumn = column('sys_class_name', 'sys_class_name', 'Class', {
  maxLength: 80,
});

export const domainColumns: readonly StockColumn[] = [
  // A reference to a group in every answer that was recorded, with the value `global`.
  column('domain_id', 'sys_domain', 'Domain', {
    reference: 'sys_user_group',
    maxLength: 32,
    defaultValue: 'global',
  }),
  column('domain_path', 'sys_domain_path', 'Domain Path', { maxLength: 255, defaultValue: '/' }),
];

interface TableDetails {
  numberPrefix?: string;
  nextNumber?: number;
  display?: string;
  overrides?: readonly StockOverride[];
  access?: Partial<StockTableAccess>;
}

/** Scripts of other scopes may do everything but delete, and web services reach the table. */
const openAccess: StockTableAccess = {
  read: true,
  create: true,
  update: true,
  delete: false,
  webServiceAccess: true,
};

/** A table that stands on its own: it gets the system columns. */
export function rootTable(
  name: string,
  label: string,
  columns: readonly StockColumn[],
  details: TableDetails = {},
): StockTable {
  const { access, ...rest } = details;
  return {
    name,
    label,
    columns: [...systemColumns, tagsColumn, ...columns],
    access: { ...openAccess, ...access },
    ...rest,
  };
}

/** A table that extends another and adds columns to it. */
export function childTable(
  name: string,
  label: string,
  parent: string,
  columns: readonly StockColumn[] = [],
  details: TableDetails = {},
): StockTable {
  const { access, ...rest } = details;
  return { name, label, extends: parent, columns, access: { ...openAccess, ...access }, ...rest };
}

function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Columns that are only stored and shown: their label is their name in words. */
export function texts(maxLength: number, ...names: readonly string[]): StockColumn[] {
  return names.map((name) => text(name, labelOf(name), maxLength));
}

/** Check boxes, unticked on a new record, labeled by their name in words. */
export function flags(...names: readonly string[]): StockColumn[] {
  return names.map((name) => flag(name, labelOf(name), 'false'));
}
