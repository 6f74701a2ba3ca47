import { readFileSync, rmSync } from 'node:fs';
import type { Commit } from './database/group-commit.ts';
import type { Outgoing } from './lib/outgoing.ts';
import type { TableMemory } from './servicenow/table/memory.ts';

/** What is durable once it is done: with us, in ServiceNow or in a tool. */
type DurableStep =
  | 'keep-delivery'
  | 'call-servicenow'
  | 'record-outcome'
  | 'keep-changes'
  | 'tell-tool'
  | 'renew-sign-in'
  | 'begin-intent'
  | 'settle-intent';

/**
 * For the crash tests only: the process ends, as by a power cut, right before or right after a step of
 * the test's choice. `RELAY_CRASH_AT` names a file; while it says `before keep-delivery`, the next such
 * moment removes the file and kills the process. So each moment is hit once and on purpose, which kills
 * at random seldom do.
 */
export interface CrashPoints {
  around<Given extends readonly unknown[], Result>(
    step: DurableStep,
    work: (...given: Given) => Promise<Result>,
  ): (...given: Given) => Promise<Result>;
  aroundSend(step: DurableStep, outgoing: Outgoing): Outgoing;
  aroundCommits(step: DurableStep, commit: Commit): Commit;
  /** Of the commits, those that record what became of a job. */
  aroundOutcomes(commit: Commit): Commit;
  aroundIntents(memory: TableMemory): TableMemory;
}

export function createCrashPoints(file: string | undefined): CrashPoints {
  function pass(moment: `${'before' | 'after'} ${DurableStep}`): void {
    if (file === undefined || read(file) !== moment) return;
    rmSync(file);
    process.kill(process.pid, 'SIGKILL');
  }

  const around: CrashPoints['around'] = (step, work) => {
    if (file === undefined) return work;
    return async (...given) => {
      pass(`before ${step}`);
      const result = await work(...given);
      pass(`after ${step}`);
      return result;
    };
  };

  const aroundCommits: CrashPoints['aroundCommits'] = (step, commit) => (work, options) =>
    around(step, () => commit(work, options))();

  return {
    around,
    aroundCommits,
    aroundSend: (step, outgoing) => ({
      ...outgoing,
      send: around(step, (request) => outgoing.send(request)),
    }),
    aroundOutcomes(commit) {
      const recording = aroundCommits('record-outcome', commit);
      // Only what nobody waits for is given time for company: outcomes.
      return (work, options) =>
        (options?.mayWaitMs === undefined ? commit : recording)(work, options);
    },
    aroundIntents: (memory) => ({
      ...memory,
      begin: around('begin-intent', (intent) => memory.begin(intent)),
      settle: around('settle-intent', (intent) => memory.settle(intent)),
    }),
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
