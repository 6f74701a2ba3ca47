import { quoted } from '../store/database.ts';
import type { FieldExpression, QueryScope } from './query-scope.ts';
import { parseEncodedQuery, type Condition } from './parse-encoded-query.ts';

const NOTHING = '0 = 1';

/** `JOIN`, `SUBQUERY` and `RLQUERY` look at records of other tables; undefined for every other operator. */
export function compileRelatedRecords(
  scope: QueryScope,
  field: FieldExpression,
  condition: Condition,
): string | undefined {
  if (condition.operator === 'RLQUERY') return relatedList(scope, field, condition.value);
  if (condition.operator === 'JOIN') return join(scope, condition.value);
  if (condition.operator === 'SUBQUERY') return subquery(scope, condition.value);
  return undefined;
}

/** `incident.problem_id,>=1,priority=1` or `…,>=1,m2m^priority=1`: how many related records there are. */
function relatedList(scope: QueryScope, field: FieldExpression, text: string): string {
  const [, table = '', column = '', operator = '', count = '0', , conditions = ''] =
    /^(\w+)\.(\w+),\s*(>=|<=|!=|=|>|<)\s*(\d+)(,m2m)?(?:[,^]([\s\S]*))?$/.exec(text) ?? [];
  if (operator === '') return NOTHING;
  // Records without any related one are in no group, so what is counted out is what fails the comparison.
  const matchesNone = compare(0, operator, Number(count));
  const wanted = `count(*) ${operator} ${Number(count)}`;
  const groups = selectColumn(scope, table, column, conditions, (name) => {
    const having = matchesNone ? `NOT (${wanted})` : wanted;
    return ` AND ${name} IS NOT NULL GROUP BY ${name} HAVING ${having}`;
  });
  if (groups === undefined) return NOTHING;
  return `${field.alias}.sys_id ${matchesNone ? 'NOT IN' : 'IN'} (${groups})`;
}

function compare(left: number, operator: string, right: number): boolean {
  if (operator === '>=') return left >= right;
  if (operator === '<=') return left <= right;
  if (operator === '>') return left > right;
  if (operator === '<') return left < right;
  return operator === '=' ? left === right : left !== right;
}

/** `sys_user.sys_id=sys_user_group.manager!active=true`, conditions joined by a doubled caret. */
function join(scope: QueryScope, text: string): string {
  const [, own = '', ownField = '', table = '', column = '', conditions = ''] =
    /^(\w+)\.(\w+)=(\w+)\.(\w+)!([\s\S]*)$/.exec(text) ?? [];
  // The left side may also be a table joined before; that is not imitated.
  if (!scope.table.lineage.includes(own) && !scope.table.family.includes(own)) return NOTHING;
  return inColumn(scope, ownField, table, column, conditions);
}

/** `sys_id,assigned_to,task^active=true` */
function subquery(scope: QueryScope, text: string): string {
  const [, ownField = '', column = '', table = '', conditions = ''] =
    /^(\w+),(\w+),(\w+)(?:\^([\s\S]*))?$/.exec(text) ?? [];
  return inColumn(scope, ownField, table, column, conditions);
}

function inColumn(
  scope: QueryScope,
  ownField: string,
  table: string,
  column: string,
  conditions: string,
): string {
  const own = scope.field(ownField);
  const values = selectColumn(scope, table, column, conditions, () => '');
  return own === undefined || values === undefined ? NOTHING : `${own.sql} IN (${values})`;
}

function selectColumn(
  scope: QueryScope,
  tableName: string,
  column: string,
  conditions: string,
  ending: (name: string) => string,
): string | undefined {
  const table = scope.dictionary.find(tableName);
  if (table?.columns.has(column) !== true) return undefined;
  const from = scope.inside(table, parseEncodedQuery(conditions.replaceAll('^^', '^')));
  const name = `r.${quoted(column)}`;
  return `SELECT ${name} ${from}${ending(name)}`;
}
