import { accountChecks } from './check-account.ts';
import { appChecks, appFacts } from './check-app.ts';
import { enabledChecks } from './check-enabled.ts';
import { networkChecks } from './check-network.ts';
import { signInChecks } from './check-sign-in.ts';
import { tableChecks, taskRuleChecks } from './check-tables.ts';
import { wayBackChecks } from './check-way-back.ts';
import type { Check, CheckResult } from './check.ts';
import { releaseChecks } from './check-release.ts';
import { accountFinder } from './find-account.ts';
import { isWell, runChecks } from './run-checks.ts';
import type { Subject } from './subject.ts';

export interface Examination {
  readonly workspace: string;
  readonly connection: string;
  readonly url: string;
  readonly mode: 'app' | 'table';
  readonly well: boolean;
  /** At most one: five lock the account. */
  readonly refusedSignIns: number;
  readonly checks: readonly CheckResult[];
}

/** START HERE: everything that is looked at, from the name of the host to the way back. */
export async function examine(subject: Subject): Promise<Examination> {
  const { connection, inspector } = subject;
  const checks = await runChecks(allChecks(subject));
  return {
    workspace: connection.workspace,
    connection: connection.name,
    url: connection.url,
    mode: connection.mode,
    well: isWell(checks),
    refusedSignIns: inspector.refusedSignIns(),
    checks,
  };
}

function allChecks(subject: Subject): readonly Check[] {
  const facts = appFacts(subject);
  return [
    ...enabledChecks(subject),
    ...networkChecks(subject),
    ...signInChecks(subject),
    ...accountChecks(subject, accountFinder(subject)),
    ...releaseChecks(subject),
    ...appChecks(subject, facts),
    ...taskRuleChecks(subject),
    ...tableChecks(subject),
    ...wayBackChecks(subject, facts),
  ];
}
