/** Tables and columns as scripts and REST see them: inherited, overridden, with their choices. */

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly sequence: number;
  readonly inactive: boolean;
  readonly dependentValue: string;
}

export interface Column {
  readonly name: string;
  /** Table whose dictionary row defines the column. */
  readonly owner: string;
  readonly label: string;
  readonly type: string;
  readonly reference: string;
  readonly maxLength: number;
  readonly mandatory: boolean;
  readonly readOnly: boolean;
  readonly unique: boolean;
  readonly defaultValue: string;
  readonly dependentOn: string;
  readonly choices: readonly Choice[];
  readonly scope: string;
}

export interface TableAccess {
  readonly read: boolean;
  readonly create: boolean;
  readonly update: boolean;
  readonly delete: boolean;
  readonly webServiceAccess: boolean;
}

export interface Table {
  readonly name: string;
  readonly label: string;
  readonly sysId: string;
  readonly scope: string;
  /** The table itself, its parent, and so on up to the root. */
  readonly lineage: readonly string[];
  /** SQL table that stores the whole hierarchy: the root's name. */
  readonly storage: string;
  /** The table and everything that extends it. */
  readonly family: readonly string[];
  readonly columns: ReadonlyMap<string, Column>;
  readonly display: string;
  readonly access: TableAccess;
  readonly numberPrefix: string;
  readonly numberDigits: number;
}

export interface Dictionary {
  /** All of them: some hundreds, which nothing else puts together at once. */
  tables(): readonly Table[];
  find(name: string): Table | undefined;
  /** Whether `table` is `ancestor` or extends it. */
  isA(table: string, ancestor: string): boolean;
}

export function isJournal(column: Column): boolean {
  return (
    column.type === 'journal' || column.type === 'journal_input' || column.type === 'journal_list'
  );
}

export function isReference(column: Column): boolean {
  return column.reference !== '' && (column.type === 'reference' || column.type === 'domain_id');
}

const numeric = new Set([
  'integer',
  'longint',
  'decimal',
  'float',
  'percent_complete',
  'currency',
  'price',
]);

export function isNumeric(column: Column): boolean {
  return numeric.has(column.type);
}

export function isDateTime(column: Column): boolean {
  return (
    column.type === 'glide_date_time' ||
    column.type === 'due_date' ||
    column.type === 'schedule_date_time'
  );
}

export function choiceLabel(column: Column, value: string): string | undefined {
  return column.choices.find((choice) => choice.value === value)?.label;
}

/** A column of `table` whose definition one of its ancestors gave, nearest first. */
export function requireTable(dictionary: Dictionary, name: string): Table {
  const table = dictionary.find(name);
  if (table === undefined) throw new Error(`The instance has no table ${name}`);
  return table;
}
