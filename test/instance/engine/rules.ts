import type { EncodedQuery } from '../query/parse-encoded-query.ts';
import type { Operation, Row, Session } from './session.ts';

/** A business rule: shipped as a script, or part of the stock behavior that is written here. */
export interface Rule {
  readonly name: string;
  readonly sysId: string;
  readonly table: string;
  readonly when: 'before' | 'after' | 'async';
  readonly order: number;
  readonly operations: ReadonlySet<Operation>;
  readonly filter: EncodedQuery | undefined;
  /** Whether the condition script holds. */
  holds(session: Session, row: Row): boolean;
  run(session: Session, row: Row): void;
}

/** A rule that sets itself off again is stopped at this depth, as the platform does (depth assumed). */
const MAX_DEPTH = 12;

/** Whether another run of this rule would go too deep; the platform logs and skips it. */
export function isTooDeep(session: Session, rule: Rule): boolean {
  return (
    session.ruleStack.filter((name) => name === rule.name).length >= 2 ||
    session.ruleStack.length > MAX_DEPTH
  );
}
