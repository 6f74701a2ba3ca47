import type { Rule, Session } from './session.ts';

/** A rule that sets itself off again is stopped at this depth, as the platform does (depth assumed). */
const MAX_DEPTH = 12;

/** Whether another run of this rule would go too deep; the platform logs and skips it. */
export function isTooDeep(session: Session, rule: Rule): boolean {
  return (
    session.ruleStack.filter((name) => name === rule.name).length >= 2 ||
    session.ruleStack.length > MAX_DEPTH
  );
}
