import type { Table } from '../dictionary/dictionary.ts';
import type { Rule, Engine, Operation, Session } from '../engine/session.ts';
import { changeRules } from '../engine/change-rules.ts';
import { requestRules } from '../engine/request-rules.ts';
import { stateModelRules } from '../engine/state-model-rules.ts';
import { stockRules } from '../engine/stock-rules.ts';
import { userRules } from '../engine/user-rules.ts';
import { parseEncodedQuery } from '../query/parse-encoded-query.ts';
import { rowsOf, type Values } from '../store/rows.ts';
import { cached } from '../worker/shared-state.ts';
import { applyRuleActions, hasOneOf, readRoleConditions, readRuleActions } from './rule-actions.ts';
import { isOutOfTime, toUncaught, previousOf, type Scripts } from './script-host.ts';

/** Stock and shipped rules of a table, by order. */
export function createRuleIndex(
  engine: Engine,
  scripts: () => Scripts,
): (table: Table) => readonly Rule[] {
  const all = cached(engine.shared, 'scripts', () => {
    const scopes = new Map(
      rowsOf(engine.store, 'sys_scope').map((row) => [row['sys_id'] ?? '', row['scope'] ?? '']),
    );
    const shipped = rowsOf(engine.store, 'sys_script')
      .filter((row) => row['active'] !== '0')
      .flatMap(
        (row) => toRule(engine, scripts, row, scopes.get(row['sys_scope'] ?? '') ?? 'global') ?? [],
      );
    const rules = [
      ...stateModelRules,
      ...stockRules,
      ...userRules,
      ...requestRules,
      ...changeRules,
      ...shipped,
    ].toSorted((a, b) => a.order - b.order);
    return { rules, byTable: new Map<string, readonly Rule[]>() };
  });
  return (table) => {
    const { rules, byTable } = all();
    const known = byTable.get(table.name);
    if (known !== undefined) return known;
    const found = rules.filter((rule) => table.lineage.includes(rule.table));
    byTable.set(table.name, found);
    return found;
  };
}

const operationColumns: Readonly<Record<string, Operation>> = {
  action_insert: 'insert',
  action_update: 'update',
  action_delete: 'delete',
};

function toRule(
  engine: Engine,
  scripts: () => Scripts,
  row: Values,
  scope: string,
): Rule | undefined {
  const when = whenOf(row['when'] ?? '');
  const table = row['collection'] ?? '';
  const ownsTable = scope === 'global' || engine.dictionary().find(table)?.scope === scope;
  if (when === undefined || !isAllowed(engine, row, when, ownsTable)) return undefined;
  const name = row['name'] ?? '';
  const sysId = row['sys_id'] ?? '';
  const filter = row['filter_condition'] ?? '';
  const condition = row['condition'] ?? '';
  const script = { table: 'sys_script', sysId, name, scope, source: row['script'] ?? '' };
  const actions = readRuleActions(row);
  const roles = readRoleConditions(engine.store, row);
  const operations = Object.entries(operationColumns).filter(([column]) => row[column] === '1');
  return {
    name,
    sysId,
    table,
    when,
    order: Number(row['order'] ?? 100),
    operations: new Set(operations.map(([, operation]) => operation)),
    filter: filter === '' ? undefined : parseEncodedQuery(filter),
    holds: (session, subject) =>
      hasOneOf(session, roles) &&
      (condition.trim() === '' || scripts().evaluateCondition(session, condition, scope, subject)),
    run(session, subject) {
      if (when === 'before') applyRuleActions(session, actions, subject, ownsTable);
      if (row['advanced'] === '0' || script.source.trim() === '') return;
      const context = scripts().context(scope);
      const given = {
        current: context.handle.wrapRow(subject),
        // Async rules have no previous (servicenow-platform.md 0.5).
        previous: when === 'async' ? null : previousOf(context, subject),
        g_scratchpad: scratchpadOf(session),
      };
      try {
        scripts().run(session, script, given);
      } catch (error) {
        if (isOutOfTime(error)) throw error;
        // A failing rule does not stop the write: the platform logs the error and goes on.
        scripts().log('error', toUncaught(error, `business rule '${name}' on ${table}`), scope);
      }
    },
  };
}

function whenOf(text: string): Rule['when'] | undefined {
  if (text === 'before' || text === 'after') return text;
  return text === 'async' || text === 'async_always' ? 'async' : undefined;
}

/**
 * On another scope's table the documentation allows async script rules, and "before" rules that only set
 * field values; published apps ship "after" rules that work. The switch chooses which the instance follows.
 */
function isAllowed(engine: Engine, row: Values, when: Rule['when'], ownsTable: boolean): boolean {
  if (ownsTable || engine.settings.crossScopeRules === 'observed' || when === 'async') return true;
  return when === 'before' && row['advanced'] === '0';
}

const scratchpads = new WeakMap<Session, object>();

function scratchpadOf(session: Session): object {
  const known = scratchpads.get(session);
  if (known !== undefined) return known;
  const made = {};
  scratchpads.set(session, made);
  return made;
}
