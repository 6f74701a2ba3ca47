import { enqueueJob } from '../store/jobs.ts';
import { matchesQuery, readerFor } from './matches-query.ts';
import { isTooDeep } from './rules.ts';
import { type Rule, valueOf, type Operation, type Row, type Session } from './session.ts';

export function runRules(
  session: Session,
  row: Row,
  when: 'before' | 'after',
  operation: Operation,
  isInRange: (order: number) => boolean = () => true,
): void {
  for (const rule of session.engine.rulesFor(row.table)) {
    if (rule.when === when && isInRange(rule.order)) runRule(session, row, rule, operation);
  }
}

function runRule(session: Session, row: Row, rule: Rule, operation: Operation): void {
  if (!applies(session, row, rule, operation)) return;
  if (isTooDeep(session, rule)) {
    session.engine.scripts.logError(
      session,
      `Detected recursive call in business rule ${rule.name}: skipped`,
      'business rules',
    );
    return;
  }
  session.ruleStack.push(rule.name);
  row.abortRequested = false;
  try {
    rule.run(session, row);
  } finally {
    session.ruleStack.pop();
  }
  // Later rules still run after an abort; the first one gives the name in the answer.
  if (wantsAbort(row) && row.abortedBy === undefined) {
    row.abortedBy = {
      rule: `${rule.name}^${rule.sysId}`,
      stack: [rule.name, ...session.ruleStack.toReversed()],
    };
  }
}

/** Set by the rule's script, through `current`. */
function wantsAbort(row: Row): boolean {
  return row.abortRequested;
}

function applies(session: Session, row: Row, rule: Rule, operation: Operation): boolean {
  if (!rule.operations.has(operation)) return false;
  if (rule.filter !== undefined && !matchesQuery(readerFor(session), rule.filter, row))
    return false;
  return rule.holds(session, row);
}

/** Conditions of async rules are tested now, at save time; the script runs later and sees the record of then. */
export function queueAsyncRules(session: Session, row: Row, operation: Operation): void {
  for (const rule of session.engine.rulesFor(row.table)) {
    if (rule.when !== 'async' || !applies(session, row, rule, operation)) continue;
    enqueueJob(session.engine.store, session.engine.shared.nowMs(), 'rule', {
      rule: rule.sysId,
      table: row.table.name,
      sysId: valueOf(row, 'sys_id'),
      operation,
      user: session.user.sysId,
      // A deleted record can be seen nowhere else any more.
      ...(operation === 'delete' ? { values: JSON.stringify(row.values) } : {}),
    });
  }
}
