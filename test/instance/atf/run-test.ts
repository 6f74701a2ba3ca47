import { systemUser } from '../auth/users.ts';
import { requireTable } from '../dictionary/dictionary.ts';
import { newSysId } from '../engine/ids.ts';
import { newRow, type Session } from '../engine/session.ts';
import { insertRecord } from '../engine/write-record.ts';
import { formatUtc } from '../query/date-operators.ts';
import { messageOf } from '../scripts/script-host.ts';
import { lastLogged } from '../store/write-log.ts';
import type { RunningEngine } from '../worker/create-engine.ts';
import { loadTest, type LoadedStep, type LoadedTest } from './load-test.ts';
import { rollBack } from './roll-back.ts';
import { runStep } from './run-step.ts';
import type { StepOutcome, TestRun } from './step.ts';

export interface TestReport {
  readonly name: string;
  readonly status: StepOutcome['status'];
  readonly steps: readonly StepReport[];
}

export interface StepReport {
  readonly name: string;
  readonly status: StepOutcome['status'] | 'skipped';
  readonly output: string;
}

/**
 * Runs one test of the Automated Test Framework: server steps in order, until one fails. What the test itself
 * wrote is undone afterwards; what its writes set off in the background stays (assumed).
 */
export function runTest(running: RunningEngine, wanted: string): TestReport | undefined {
  const { store } = running.engine;
  const test = loadTest(store, wanted);
  if (test === undefined) return undefined;
  const runner = running.engine.findUserByName('admin') ?? systemUser;
  const run: TestRun = { running, test, user: runner, transaction: newSysId(), outputs: new Map() };
  const before = lastLogged(store);
  const startedAt = formatUtc(running.engine.shared.nowMs());
  const steps = runSteps(run);
  rollBack(running.engine, run.transaction, before);
  const failing = steps.find((step) => step.status !== 'success' && step.status !== 'skipped');
  const report = {
    name: test.name,
    status: failing === undefined || failing.status === 'skipped' ? 'success' : failing.status,
    steps,
  } as const;
  keep(running, test, report, startedAt);
  return report;
}

function runSteps(run: TestRun): StepReport[] {
  let hasFailed = false;
  return run.test.steps.map((step) => {
    if (hasFailed) return { name: step.name, status: 'skipped', output: '' };
    const outcome = guarded(run, step);
    hasFailed = outcome.status !== 'success';
    return { name: step.name, status: outcome.status, output: outcome.output };
  });
}

/** An error in a script fails the step; the test goes on to its roll back. */
function guarded(run: TestRun, step: LoadedStep): StepOutcome {
  try {
    return runStep(run, step);
  } catch (error) {
    return { status: 'failure', output: messageOf(error) };
  }
}

/** Results as an administrator finds them: one record of the test, one of each step. Column names are assumed. */
function keep(
  running: RunningEngine,
  test: LoadedTest,
  report: TestReport,
  startedAt: string,
): void {
  const { engine } = running;
  const session: Session = {
    engine,
    user: systemUser,
    transaction: newSysId(),
    interactive: false,
    ruleStack: [],
    messages: [],
  };
  const times = { start_time: startedAt, end_time: formatUtc(engine.shared.nowMs()) };
  const insert = (table: string, values: Record<string, string>): string => {
    const sysId = newSysId();
    const row = newRow(requireTable(engine.dictionary(), table));
    insertRecord(session, { ...row, values: { ...values, ...times, sys_id: sysId } });
    return sysId;
  };
  const result = insert('sys_atf_test_result', {
    test: test.sysId,
    test_name: test.name,
    status: report.status,
    output: report.steps.find((step) => step.status === report.status)?.output ?? '',
  });
  for (const [index, step] of report.steps.entries()) {
    insert('sys_atf_test_result_item', {
      test_result: result,
      step: test.steps[index]?.sysId ?? '',
      status: step.status,
      type: 'step_result',
      output: step.output,
      summary: step.output.slice(0, 255),
      order: String(index + 1),
    });
  }
}
