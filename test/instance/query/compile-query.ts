import { isJournal, isReference, type Dictionary, type Table } from '../dictionary/dictionary.ts';
import { classFilter } from '../store/records.ts';
import { quoted } from '../store/database.ts';
import { compileCondition } from './operators.ts';
import type { AllOf, AnyOf, Condition, EncodedQuery, SortKey } from './parse-encoded-query.ts';
import type { FieldExpression, QueryScope } from './query-scope.ts';

export interface CompiledQuery {
  /** Everything from `FROM` to the end of `WHERE`; the queried row has the alias `r`. */
  readonly from: string;
  readonly orderBy: string;
  readonly bound: readonly (string | number)[];
  /** Fields that the table does not have: the platform drops their conditions silently. */
  readonly unknownFields: readonly string[];
  /** The fields that were asked for besides, dot-walked ones too; undefined where the table has none. */
  readonly fields: readonly (FieldExpression | undefined)[];
}

export function compileQuery(
  dictionary: Dictionary,
  table: Table,
  query: EncodedQuery,
  nowMs: number,
  fieldPaths: readonly string[] = [],
): CompiledQuery {
  const joins: string[] = [];
  const bound: (string | number)[] = [];
  const unknown: string[] = [];
  const scope = createScope(dictionary, table, nowMs, joins, bound);
  const condition = compileAlternatives(scope, query.alternatives, unknown);
  const search = query.text === '' ? '' : ` AND ${textSearch(scope, query.text)}`;
  const orderBy = compileOrder(scope, query.order);
  const fields = fieldPaths.map((path) => scope.field(path));
  const from = `FROM ${quoted(table.storage)} r ${joins.join(' ')} WHERE 1 = 1${classFilter(table)}${condition}${search}`;
  return { from, orderBy, bound, unknownFields: unknown, fields };
}

function createScope(
  dictionary: Dictionary,
  table: Table,
  nowMs: number,
  joins: string[],
  bound: (string | number)[],
): QueryScope {
  const joined = new Map<string, { alias: string; table: Table }>();
  const join: QueryScope['join'] = (on) => {
    const target = dictionary.find(on.column.reference);
    if (target === undefined) return undefined;
    const known = joined.get(on.sql);
    if (known !== undefined) return known;
    const alias = `j${joined.size}`;
    joins.push(`LEFT JOIN ${quoted(target.storage)} ${alias} ON ${alias}.sys_id = ${on.sql}`);
    joined.set(on.sql, { alias, table: target });
    return { alias, table: target };
  };
  const field = (path: string): FieldExpression | undefined => {
    let alias = 'r';
    let at = table;
    const names = path.split('.');
    for (const [index, name] of names.entries()) {
      const column = at.columns.get(name);
      if (column === undefined) return undefined;
      const expression = { sql: `${alias}.${quoted(name)}`, column, alias };
      if (index === names.length - 1) return isJournal(column) ? undefined : expression;
      const next = isReference(column) ? join(expression) : undefined;
      if (next === undefined) return undefined;
      alias = next.alias;
      at = next.table;
    }
    return undefined;
  };
  return {
    dictionary,
    table,
    nowMs,
    field,
    join,
    bind(value) {
      bound.push(value);
      return '?';
    },
    inside(innerTable, query) {
      const inner = compileQuery(dictionary, innerTable, query, nowMs);
      bound.push(...inner.bound);
      return inner.from;
    },
  };
}

function compileAlternatives(
  scope: QueryScope,
  alternatives: readonly AllOf[],
  unknown: string[],
): string {
  const parts = alternatives
    .map((all) => compileAll(scope, all, unknown))
    .filter((part) => part !== '');
  if (parts.length === 0 || parts.length < alternatives.length) return '';
  return ` AND (${parts.join(' OR ')})`;
}

function compileAll(scope: QueryScope, all: AllOf, unknown: string[]): string {
  const parts = all.map((any) => compileAny(scope, any, unknown)).filter((part) => part !== '');
  return parts.length === 0 ? '' : `(${parts.join(' AND ')})`;
}

function compileAny(scope: QueryScope, any: AnyOf, unknown: string[]): string {
  const parts = any
    .map((condition) => compileOne(scope, condition, unknown))
    .filter((part) => part !== '');
  return parts.length === 0 ? '' : `(${parts.join(' OR ')})`;
}

function compileOne(scope: QueryScope, condition: Condition, unknown: string[]): string {
  const field = scope.field(condition.field);
  if (field === undefined) {
    unknown.push(condition.field);
    return '';
  }
  return compileCondition(scope, field, condition);
}

function compileOrder(scope: QueryScope, order: readonly SortKey[]): string {
  const keys = order.flatMap((key) => {
    const field = scope.field(key.field);
    return field === undefined
      ? []
      : [`${sortExpression(scope, field)}${key.descending ? ' DESC' : ''}`];
  });
  // Without an order the platform returns rows as the database finds them; by sys_id here, so that pages agree.
  return ` ORDER BY ${[...keys, 'r.sys_id'].join(', ')}`;
}

/** References sort by what they display. */
function sortExpression(scope: QueryScope, field: FieldExpression): string {
  const target = isReference(field.column) ? scope.join(field) : undefined;
  return target === undefined ? field.sql : `${target.alias}.${quoted(target.table.display)}`;
}

/** No full text index here: every word must occur in one of the main text columns (assumed). */
function textSearch(scope: QueryScope, text: string): string {
  const columns = ['number', 'short_description', 'description', 'name'].filter((name) =>
    scope.table.columns.has(name),
  );
  if (columns.length === 0) return '1 = 1';
  const words = text.split(/\s+/).filter((word) => word !== '');
  const matches = words.map((word) => {
    const found = columns.map(
      (name) =>
        `instr(lower(coalesce(r.${quoted(name)}, '')), ${scope.bind(word.toLowerCase())}) > 0`,
    );
    return `(${found.join(' OR ')})`;
  });
  return matches.length === 0 ? '1 = 1' : matches.join(' AND ');
}
