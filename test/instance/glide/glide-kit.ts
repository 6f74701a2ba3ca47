import type { Access } from '../acl/access.ts';
import type { Table } from '../dictionary/dictionary.ts';
import { compileQuery } from '../query/compile-query.ts';
import { parseEncodedQuery } from '../query/parse-encoded-query.ts';
import { quoted, textOf } from '../store/database.ts';
import type { GlideRuntime, ScopeHandle } from '../scripts/runtime.ts';
import type { RecordAccess, ScriptOperation } from './record-access.ts';

/** What every Glide class of one scope in one thread has at hand. */
export interface GlideKit {
  readonly runtime: GlideRuntime;
  readonly scope: ScopeHandle;
  readonly access: Access;
  /** Stands for a table that does not exist. */
  readonly noTable: Table;
  mayUse(table: Table, operation: ScriptOperation): boolean;
  ownsTable(table: Table): boolean;
  /** Throws what the platform throws for an API that another scope may not use. */
  refuse(api: string): never;
  isQueryValid(table: Table, text: string): boolean;
  /** `javascript:` inside a query is evaluated before the query runs. */
  evaluateInQuery(text: string): string;
  valuesOf(table: Table, column: string): string[];
}

export function createGlideKit(
  runtime: GlideRuntime,
  scope: ScopeHandle,
  access: Access,
  recordAccess: RecordAccess,
): GlideKit {
  const { engine } = runtime;
  return {
    runtime,
    scope,
    access,
    noTable: emptyTable,
    mayUse: (table, operation) => recordAccess(scope, table, operation),
    ownsTable: (table) => scope.isGlobal || table.scope === scope.name,
    refuse(api) {
      throw scope.error(
        `Access to api '${api}' from scope '${scope.name}' has been refused due to the api's cross-scope access policy`,
      );
    },
    isQueryValid(table, text) {
      const query = parseEncodedQuery(text);
      return (
        compileQuery(engine.dictionary(), table, query, engine.shared.nowMs()).unknownFields
          .length === 0
      );
    },
    evaluateInQuery: (text) =>
      evaluateScripts(text, (script) =>
        engine.scripts.evaluateExpression(runtime.session(), script),
      ),
    valuesOf(table, column) {
      if (!table.columns.has(column)) return [];
      const rows = engine.store
        .prepareRaw(
          `SELECT DISTINCT ${quoted(column)} FROM ${quoted(table.storage)} WHERE ${quoted(column)} IS NOT NULL`,
        )
        .all();
      return rows.map((row) => textOf(row[0]));
    },
  };
}

/**
 * Replaces each `javascript:…` up to the next caret or at sign that is not inside a bracket.
 * `gs.datePart(…)` stays: it has no value, the operator DATEPART reads it.
 */
export function evaluateScripts(text: string, evaluate: (script: string) => string): string {
  if (!text.includes('javascript:')) return text;
  const [before = '', ...rest] = text.split('javascript:');
  return rest.reduce((done, part) => {
    const end = endOfScript(part);
    const script = part.slice(0, end);
    const value = script.startsWith('gs.datePart(') ? `javascript:${script}` : evaluate(script);
    return `${done}${value}${part.slice(end)}`;
  }, before);
}

/** Of one condition: what begins with `javascript:` is run, also where a script put it there. */
export function evaluateValue(kit: Pick<GlideKit, 'evaluateInQuery'>, value: string): string {
  return value.startsWith('javascript:') ? kit.evaluateInQuery(value) : value;
}

function endOfScript(text: string): number {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (depth === 0 && (char === '^' || char === '@')) return index;
  }
  return text.length;
}

const emptyTable: Table = {
  name: '',
  label: '',
  sysId: '',
  scope: 'global',
  lineage: [],
  storage: '',
  family: [],
  columns: new Map(),
  display: 'sys_id',
  access: { read: true, create: true, update: true, delete: true, webServiceAccess: false },
  numberPrefix: '',
  numberDigits: 7,
};
