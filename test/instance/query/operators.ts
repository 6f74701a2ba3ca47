import { isNumeric, isReference } from '../dictionary/dictionary.ts';
import { quoted } from '../store/database.ts';
import type { FieldExpression, QueryScope } from './query-scope.ts';
import { compileDateCondition } from './date-operators.ts';
import type { Condition } from './parse-encoded-query.ts';
import { compileRelatedRecords } from './related-records.ts';

type Compile = (scope: QueryScope, field: FieldExpression, value: string) => string;

const NOTHING = '0 = 1';
const EVERYTHING = '1 = 1';

/** Stored values are compared, not labels; empty counts as "is not". */
const compilers: Readonly<Record<string, Compile>> = {
  '=': (scope, field, value) => equals(scope, field, value),
  '!=': (scope, field, value) =>
    value === ''
      ? `${field.sql} IS NOT NULL`
      : `(${field.sql} IS NULL OR NOT ${equals(scope, field, value)})`,
  '<': compare('<'),
  '>': compare('>'),
  '<=': compare('<='),
  '>=': compare('>='),
  LIKE: contains,
  '*': contains,
  CONTAINS: contains,
  'NOT LIKE': (scope, field, value) => negated(scope, field, contains(scope, field, value)),
  NOTLIKE: (scope, field, value) => negated(scope, field, contains(scope, field, value)),
  'DOES NOT CONTAIN': (scope, field, value) => negated(scope, field, contains(scope, field, value)),
  '!*': (scope, field, value) => negated(scope, field, contains(scope, field, value)),
  STARTSWITH: (scope, field, value) => startsWith(scope, field, value),
  ENDSWITH: (scope, field, value) => endsWith(scope, field, value),
  '%': (scope, field, value) => endsWith(scope, field, value),
  IN: (scope, field, value) => inList(scope, field, value),
  'NOT IN': (scope, field, value) => `(${field.sql} IS NULL OR NOT ${inList(scope, field, value)})`,
  NOTIN: (scope, field, value) => `(${field.sql} IS NULL OR NOT ${inList(scope, field, value)})`,
  ISEMPTY: (_scope, field) => `${field.sql} IS NULL`,
  ISNOTEMPTY: (_scope, field) => `${field.sql} IS NOT NULL`,
  EMPTYSTRING: (_scope, field) => `${field.sql} IS NULL`,
  ANYTHING: () => EVERYTHING,
  BETWEEN: between,
  SAMEAS: fieldComparison((a, b) => `${a} IS ${b}`),
  NSAMEAS: fieldComparison((a, b) => `${a} IS NOT ${b}`),
  GT_FIELD: fieldComparison((a, b) => `${a} > ${b}`),
  LT_FIELD: fieldComparison((a, b) => `${a} < ${b}`),
  GT_OR_EQUALS_FIELD: fieldComparison((a, b) => `${a} >= ${b}`),
  LT_OR_EQUALS_FIELD: fieldComparison((a, b) => `${a} <= ${b}`),
  INSTANCEOF: instanceOf,
  IN_HIERARCHY: inHierarchy,
  // Change conditions need the state before: they have a meaning in rules only.
  CHANGES: () => EVERYTHING,
  VALCHANGES: () => EVERYTHING,
  CHANGESTO: (scope, field, value) => equals(scope, field, value),
  CHANGESFROM: () => EVERYTHING,
};

export function compileCondition(
  scope: QueryScope,
  field: FieldExpression,
  condition: Condition,
): string {
  const special =
    compileDateCondition(scope, field, condition) ?? compileRelatedRecords(scope, field, condition);
  if (special !== undefined) return special;
  return compilers[condition.operator]?.(scope, field, condition.value) ?? NOTHING;
}

function equals(scope: QueryScope, field: FieldExpression, value: string): string {
  if (value === '') return `${field.sql} IS NULL`;
  if (field.column.type === 'boolean') return booleanEquals(field, value);
  return `${field.sql} = ${scope.bind(toStored(field, value))}`;
}

/** An absent boolean reads as false (assumed; recorded user rows show flags that are empty). */
function booleanEquals(field: FieldExpression, value: string): string {
  return isTruthy(value) ? `${field.sql} = '1'` : `(${field.sql} = '0' OR ${field.sql} IS NULL)`;
}

export function isTruthy(value: string): boolean {
  return value === 'true' || value === '1' || value === 'yes';
}

function toStored(field: FieldExpression, value: string): string | number {
  return isNumeric(field.column) && value.trim() !== '' && !Number.isNaN(Number(value))
    ? Number(value)
    : value;
}

function compare(operator: string): Compile {
  return (scope, field, value) =>
    value === ''
      ? NOTHING
      : `${searchable(scope, field)} ${operator} ${scope.bind(toStored(field, value))}`;
}

/** Text searches on a reference look at what it displays. */
function searchable(scope: QueryScope, field: FieldExpression): string {
  const target = isReference(field.column) ? scope.join(field) : undefined;
  return target === undefined ? field.sql : `${target.alias}.${quoted(target.table.display)}`;
}

function contains(scope: QueryScope, field: FieldExpression, value: string): string {
  return `instr(lower(coalesce(${searchable(scope, field)}, '')), ${scope.bind(value.toLowerCase())}) > 0`;
}

function negated(scope: QueryScope, field: FieldExpression, condition: string): string {
  return `(${searchable(scope, field)} IS NULL OR NOT ${condition})`;
}

function startsWith(scope: QueryScope, field: FieldExpression, value: string): string {
  return `lower(substr(coalesce(${searchable(scope, field)}, ''), 1, ${value.length})) = ${scope.bind(value.toLowerCase())}`;
}

function endsWith(scope: QueryScope, field: FieldExpression, value: string): string {
  if (value === '') return EVERYTHING;
  return `lower(substr(coalesce(${searchable(scope, field)}, ''), -${value.length})) = ${scope.bind(value.toLowerCase())}`;
}

function inList(scope: QueryScope, field: FieldExpression, value: string): string {
  const parts = value.split(',').map((part) => part.trim());
  if (field.column.type === 'boolean')
    return `(${parts.map((part) => booleanEquals(field, part)).join(' OR ')})`;
  return `${field.sql} IN (${parts.map((part) => scope.bind(toStored(field, part))).join(', ')})`;
}

function between(scope: QueryScope, field: FieldExpression, value: string): string {
  const [low = '', high = ''] = value.split('@');
  if (low === '' || high === '') return NOTHING;
  return `${field.sql} BETWEEN ${scope.bind(toStored(field, low))} AND ${scope.bind(toStored(field, high))}`;
}

function fieldComparison(compile: (own: string, other: string) => string): Compile {
  return (scope, field, value) => {
    const other = scope.field(value.split('@')[0] ?? '');
    return other === undefined ? NOTHING : `(${compile(field.sql, other.sql)})`;
  };
}

function instanceOf(scope: QueryScope, field: FieldExpression, value: string): string {
  const family = scope.dictionary.find(value)?.family ?? [value];
  return `${field.sql} IN (${family.map((name) => scope.bind(name)).join(', ')})`;
}

/** The field by which records of a table are above each other (assumed: the hierarchy record names it). */
const hierarchyFields = ['manager', 'parent'];

/** `<hierarchy>@<record>`: the record or one below it. The hierarchy's own definition is not looked up. */
function inHierarchy(scope: QueryScope, field: FieldExpression, value: string): string {
  const start = value.split('@').at(-1) ?? '';
  const target = scope.dictionary.find(field.column.reference);
  const upward = hierarchyFields.find(
    (name) => target?.columns.get(name)?.reference === target?.name,
  );
  if (target === undefined || upward === undefined) return equals(scope, field, start);
  const below = `SELECT below.sys_id FROM ${quoted(target.storage)} below, hierarchy WHERE below.${quoted(upward)} = hierarchy.id`;
  return `${field.sql} IN (WITH RECURSIVE hierarchy(id) AS (SELECT ${scope.bind(start)} UNION ${below}) SELECT id FROM hierarchy)`;
}
