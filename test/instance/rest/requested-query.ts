import { isReference, type Table } from '../dictionary/dictionary.ts';
import { evaluateScripts } from '../glide/glide-kit.ts';
import { compileQuery } from '../query/compile-query.ts';
import { resolveDynamicFilters } from '../query/dynamic-filters.ts';
import { parseEncodedQuery, type EncodedQuery } from '../query/parse-encoded-query.ts';
import { failure, Refusal, type Request } from './answer.ts';
import type { RequestContext } from './route.ts';

/** `sysparm_query`, or else `field=value` pairs, which also take display values. */
export function requestedQuery(
  request: Request,
  context: RequestContext,
  table: Table,
): EncodedQuery {
  const encoded = request.query.get('sysparm_query');
  if (encoded !== null) return encodedQuery(context, encoded);
  const conditions = [...request.query]
    .filter(([name]) => !name.startsWith('sysparm_'))
    .map(([field, value]) => [
      {
        field: fieldForValue(context, table, field, value),
        operator: '=',
        value: valueFor(table, field, value),
      },
    ]);
  return {
    alternatives: conditions.length === 0 ? [] : [conditions],
    order: [],
    groupBy: [],
    text: '',
  };
}

/** With its `javascript:` parts evaluated and its dynamic filters resolved for the caller. */
export function encodedQuery({ session }: RequestContext, encoded: string): EncodedQuery {
  const evaluated = evaluateScripts(encoded, (script) =>
    session.engine.scripts.evaluateExpression(session, script),
  );
  return resolveDynamicFilters(session, parseEncodedQuery(evaluated));
}

/** A reference given by what it shows is compared with the display value of the referred record. */
function fieldForValue(
  context: RequestContext,
  table: Table,
  field: string,
  value: string,
): string {
  const column = table.columns.get(field);
  if (column === undefined || !isReference(column) || /^[0-9a-f]{32}$/i.test(value) || value === '')
    return field;
  const target = context.session.engine.dictionary().find(column.reference);
  return target === undefined
    ? field
    : `${field}.${target.name === 'sys_user' && !value.includes(' ') ? 'user_name' : target.display}`;
}

function valueFor(table: Table, field: string, value: string): string {
  const column = table.columns.get(field);
  const choice = column?.choices.find((one) => one.label.toLowerCase() === value.toLowerCase());
  return choice?.value ?? value;
}

/** A real field that the caller may not read refuses the whole query; an unknown one is dropped. */
export function refuseHiddenFields(
  context: RequestContext,
  table: Table,
  query: EncodedQuery,
): void {
  const { session, scripts } = context;
  const used = query.alternatives.flat(2).map((condition) => condition.field);
  const unknown = new Set(compileQuery(session.engine.dictionary(), table, query, 0).unknownFields);
  for (const path of used) {
    const column = table.columns.get(path.split('.')[0] ?? '');
    if (column === undefined || unknown.has(path)) continue;
    if (scripts.access.mayUseField(session, table, column, 'read', undefined)) continue;
    throw new Refusal(
      failure(
        403,
        'Insufficient rights to query records',
        'Field(s) present in the query do not have permission to be read',
      ),
    );
  }
}

export function positiveNumber(request: Request, name: string, alternative: number): number {
  const text = request.query.get(name);
  const number = Number(text);
  return text === null || text === '' || !Number.isSafeInteger(number) || number < 0
    ? alternative
    : number;
}
