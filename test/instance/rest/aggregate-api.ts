import type { Table } from '../dictionary/dictionary.ts';
import { displayOf } from '../engine/display.ts';
import { compileQuery } from '../query/compile-query.ts';
import type { FieldExpression } from '../query/query-scope.ts';
import { textOf, type SqlValue } from '../store/database.ts';
import { failure, isSet, json, Refusal, type Request } from './answer.ts';
import { refuseHiddenFields, requestedQuery } from './requested-query.ts';
import { requestedTable } from './table-request.ts';
import type { Handler, RequestContext, Route } from './route.ts';

const kinds = ['avg', 'min', 'max', 'sum'] as const;
type Kind = (typeof kinds)[number] | 'count';

interface Measure {
  readonly kind: Kind;
  readonly field: string;
  readonly sql: string;
}

interface Plan {
  readonly measures: readonly Measure[];
  readonly groups: readonly { readonly field: string; readonly expression: FieldExpression }[];
  readonly sql: string;
  readonly bound: readonly SqlValue[];
}

/** Grouped answers are a list, others an object; every number is text. Rows that may not be read count too. */
const aggregate: Handler = (request, context) => {
  const table = requestedTable(request, context, 'read');
  const plan = planOf(request, context, table);
  const rows = context.session.engine.store.prepareRaw(plan.sql).all(...plan.bound);
  const results = rows.map((row) => toResult(request, context, plan, row));
  return json(200, { result: plan.groups.length === 0 ? results[0] : results });
};

function planOf(request: Request, context: RequestContext, table: Table): Plan {
  const { engine } = context.session;
  const query = requestedQuery(request, context, table);
  refuseHiddenFields(context, table, query);
  const asked = readAsked(request);
  const { paths } = asked;
  const compiled = compileQuery(engine.dictionary(), table, query, engine.shared.nowMs(), paths);
  const find: FindField = (path) => compiled.fields[paths.indexOf(path)];
  const groups = asked.groups.flatMap((field) => {
    const expression = find(field);
    return expression === undefined ? [] : [{ field, expression }];
  });
  const measures = measuresOf(asked, find);
  if (measures.length === 0) throw nothingAsked;
  const grouped = groups.map(({ expression }) => expression.sql);
  const columns = [...grouped, ...measures.map(({ sql }) => sql)].join(', ');
  const ending =
    groups.length === 0
      ? ''
      : ` GROUP BY ${grouped.join(', ')}${havingOf(asked, find)} ORDER BY ${orderOf(request, grouped, find)}`;
  return {
    measures,
    groups,
    sql: `SELECT ${columns} ${compiled.from}${ending}`,
    bound: compiled.bound,
  };
}

type FindField = (path: string) => FieldExpression | undefined;

interface Asked {
  readonly counts: boolean;
  readonly groups: readonly string[];
  readonly measures: readonly { readonly kind: Kind; readonly field: string }[];
  readonly having: readonly Having[];
  /** Every field that any of them names. */
  readonly paths: readonly string[];
}

function readAsked(request: Request): Asked {
  const groups = listOf(request, 'sysparm_group_by');
  const having = readHaving(request);
  const measures = kinds.flatMap((kind) =>
    listOf(request, `sysparm_${kind}_fields`).map((field) => ({ kind, field })),
  );
  const ordering = listOf(request, 'sysparm_order_by').flatMap((text) => text.split('^'));
  const paths = [...groups, ...[...measures, ...having].map((one) => one.field), ...ordering];
  const counts = isSet(request.query.get('sysparm_count'));
  return { counts, groups, measures, having, paths };
}

/** Wording from a mock of another project: nobody recorded it. */
const nothingAsked = new Refusal(
  failure(400, 'No request parameter for aggregate operation specified', ''),
);

function measuresOf(asked: Asked, find: FindField): Measure[] {
  const measures = asked.measures.flatMap(({ kind, field }) => {
    const expression = find(field);
    return expression === undefined ? [] : [{ kind, field, sql: sqlOf(kind, expression.sql) }];
  });
  return asked.counts ? [{ kind: 'count', field: '', sql: 'count(*)' }, ...measures] : measures;
}

function havingOf(asked: Asked, find: FindField): string {
  const conditions = asked.having.flatMap(({ kind, field, operator, value }) => {
    const expression = find(field);
    return expression === undefined ? [] : [`${sqlOf(kind, expression.sql)} ${operator} ${value}`];
  });
  return conditions.length === 0 ? '' : ` HAVING ${conditions.join(' AND ')}`;
}

function sqlOf(kind: Kind, expression: string): string {
  return kind === 'avg' || kind === 'sum'
    ? `${kind}(CAST(${expression} AS REAL))`
    : `${kind}(${expression})`;
}

function listOf(request: Request, name: string): string[] {
  return (request.query.get(name) ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

interface Having {
  readonly kind: Kind;
  readonly field: string;
  readonly operator: string;
  readonly value: number;
}

/** `count^priority^>^3`; what does not read so is ignored (assumed). */
function readHaving(request: Request): Having[] {
  return listOf(request, 'sysparm_having').flatMap((text) => {
    const [name = '', field = '', operator = '', value = ''] = text.split('^');
    const kind = [...kinds, 'count' as const].find((one) => one === name.toLowerCase());
    const isKnown = ['=', '!=', '>', '>=', '<', '<='].includes(operator);
    if (kind === undefined || !isKnown || value === '' || Number.isNaN(Number(value))) return [];
    return [{ kind, field, operator, value: Number(value) }];
  });
}

/** `AVG^state`, `state^DESC`, `COUNT`; groups come in the order of their values otherwise. */
function orderOf(request: Request, grouped: readonly string[], find: FindField): string {
  const keys = listOf(request, 'sysparm_order_by').flatMap((text) => {
    const [first = '', ...others] = text.split('^');
    const descending = others.includes('DESC') ? ' DESC' : '';
    const kind = [...kinds, 'count' as const].find((one) => one === first.toLowerCase());
    const field = kind === undefined ? first : others.find((part) => part !== 'DESC');
    if (kind === 'count' && field === undefined) return [`count(*)${descending}`];
    const expression = find(field ?? '');
    if (expression === undefined) return [];
    return [`${kind === undefined ? expression.sql : sqlOf(kind, expression.sql)}${descending}`];
  });
  return [...keys, ...grouped].join(', ');
}

function toResult(
  request: Request,
  context: RequestContext,
  plan: Plan,
  row: readonly SqlValue[],
): Record<string, unknown> {
  const stats: Record<string, unknown> = {};
  for (const [index, measure] of plan.measures.entries()) {
    const value = numberText(measure.kind, row[plan.groups.length + index] ?? null);
    if (measure.kind === 'count') stats['count'] = value;
    else stats[measure.kind] = { ...asObject(stats[measure.kind]), [measure.field]: value };
  }
  if (plan.groups.length === 0) return { stats };
  const fields = plan.groups.map(({ field, expression }, index) =>
    groupField(request, context, field, expression, textOf(row[index])),
  );
  return { stats, groupby_fields: fields };
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** Averages have four decimals (recorded). */
function numberText(kind: Kind, value: SqlValue): string {
  if (value === null) return kind === 'count' ? '0' : '';
  return kind === 'avg' ? Number(value).toFixed(4) : String(value);
}

function groupField(
  request: Request,
  context: RequestContext,
  field: string,
  expression: FieldExpression,
  stored: string,
): Record<string, string> {
  const { engine, user } = context.session;
  const value = outside(expression, stored);
  const mode = request.query.get('sysparm_display_value')?.toLowerCase();
  if (mode !== 'true' && mode !== 'all') return { field, value };
  const shown = displayOf(engine, expression.column, stored, user.timeZone);
  return mode === 'true' ? { field, value: shown } : { field, display_value: shown, value };
}

function outside(expression: FieldExpression, stored: string): string {
  if (expression.column.type !== 'boolean' || stored === '') return stored;
  return stored === '1' ? 'true' : 'false';
}

export const aggregateRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/api/now/stats/{table}', handle: aggregate },
];
