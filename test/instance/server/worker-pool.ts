import { Worker } from 'node:worker_threads';
import type { TestReport } from '../atf/run-test.ts';
import type { EngineSettings } from '../engine/session.ts';
import { cancelledTransaction, type Answer } from '../rest/answer.ts';
import type { FromWorker, WireRequest, WorkerStart } from '../worker/protocol.ts';
import type { SharedBuffers } from '../worker/shared-state.ts';
import { readyPrograms } from './thread-programs.ts';
import { startWorkerThread, type WorkerThread } from './worker-thread.ts';

export interface WorkerPool {
  answer(request: WireRequest): Promise<Answer>;
  wakeJobs(): void;
  /** `lost` when the thread that ran it ended. */
  runSchedule(name: string): Promise<'ran' | 'unknown' | 'lost'>;
  runTest(name: string): Promise<TestReport | 'unknown' | 'lost'>;
  /** Scripts that ran so far, as `table:sys_id`. */
  covered(): ReadonlySet<string>;
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly file: string;
  readonly shared: SharedBuffers;
  readonly settings: EngineSettings;
  readonly requestThreads: number;
  readonly jobThreads: number;
  readonly scheduledJobs: boolean;
  /** A thread died: what it held must be let go before its successor starts. */
  readonly onThreadLost: (thread: number, because: string) => void;
}

interface Member {
  readonly number: number;
  readonly role: WorkerStart['role'];
  thread: WorkerThread;
  /** The request that it works on. */
  call: ((answer: Answer) => void) | undefined;
}

interface Waiting {
  readonly request: WireRequest;
  readonly resolve: (answer: Answer) => void;
}

/** Requests go to the worker that is free; jobs have workers of their own, so that a slow call blocks no request. */
export async function startWorkerPool(options: PoolOptions): Promise<WorkerPool> {
  const programs = await readyPrograms();
  const outbound = new Worker(programs.outbound, { execArgv: [] });
  const queue: Waiting[] = [];
  const asked = new Map<number, (answer: FromWorker | undefined) => void>();
  const covered = new Set<string>();
  const members: Member[] = [];
  let lastAsked = 0;
  let isClosing = false;
  /** When the job workers will look again by themselves. */
  let plannedAt = Infinity;

  const start = (member: Pick<Member, 'number' | 'role'>): WorkerThread =>
    startWorkerThread(
      {
        file: options.file,
        shared: options.shared,
        settings: options.settings,
        role: member.role,
        number: member.number,
        scheduledJobs: options.scheduledJobs && isFirstOfJobs(member.number),
      },
      { program: programs.worker, outbound },
      (message) => receive(member.number, message),
      (because) => replace(member.number, because),
    );
  const isFirstOfJobs = (number: number): boolean => number === options.requestThreads + 1;
  const withRole = (role: WorkerStart['role']): Member[] =>
    members.filter((one) => one.role === role);
  const wakeJobs = (): void => {
    for (const member of withRole('jobs')) member.thread.send({ kind: 'wake' });
  };
  const assign = (): void => {
    const member = withRole('requests').find((one) => one.call === undefined);
    const next = member === undefined ? undefined : queue.shift();
    if (member === undefined || next === undefined) return;
    member.call = next.resolve;
    member.thread.send({ kind: 'request', id: member.number, request: next.request });
    assign();
  };
  const finish = (number: number, answer: Answer): void => {
    const member = members.find((one) => one.number === number);
    const call = member?.call;
    if (member !== undefined) member.call = undefined;
    call?.(answer);
    assign();
  };
  const receive = (number: number, message: FromWorker): void => {
    if ('covered' in message) for (const key of message.covered) covered.add(key);
    if (message.kind === 'answer') {
      if (message.hasJobs || (message.nextJobAt ?? Infinity) < plannedAt) wakeJobs();
      finish(number, message.answer);
    } else if (message.kind === 'idle') {
      plannedAt = message.nextJobAt ?? Infinity;
    } else if (message.kind === 'schedule ran' || message.kind === 'test ran') {
      asked.get(message.id)?.(message);
      asked.delete(message.id);
      wakeJobs();
    }
  };
  const replace = (number: number, because: string): void => {
    const member = members.find((one) => one.number === number);
    if (member === undefined || isClosing) return;
    options.onThreadLost(number, because);
    member.thread = start(member);
    finish(number, cancelledTransaction);
    if (member.role !== 'jobs') return;
    // Only one job thread is asked for things by name, so whatever waits for an answer waited for it.
    for (const answer of asked.values()) answer(undefined);
    asked.clear();
    member.thread.send({ kind: 'wake' });
  };
  const ask = (
    kind: 'run schedule' | 'run test',
    name: string,
  ): Promise<FromWorker | undefined> => {
    const { promise, resolve } = Promise.withResolvers<FromWorker | undefined>();
    const [member] = withRole('jobs');
    if (member === undefined) return Promise.resolve(undefined);
    lastAsked += 1;
    asked.set(lastAsked, resolve);
    member.thread.send({ kind, id: lastAsked, name });
    return promise;
  };

  const count = options.requestThreads + options.jobThreads;
  for (let number = 1; number <= count; number += 1) {
    const role = number <= options.requestThreads ? 'requests' : 'jobs';
    members.push({ number, role, thread: start({ number, role }), call: undefined });
  }
  await Promise.all(members.map((member) => member.thread.ready));
  wakeJobs();

  return {
    answer(request) {
      const { promise, resolve } = Promise.withResolvers<Answer>();
      queue.push({ request, resolve });
      assign();
      return promise;
    },
    wakeJobs,
    async runSchedule(name) {
      const answer = await ask('run schedule', name);
      return answer?.kind === 'schedule ran' ? answer.outcome : 'lost';
    },
    async runTest(name) {
      const answer = await ask('run test', name);
      return answer?.kind === 'test ran' ? (answer.report ?? 'unknown') : 'lost';
    },
    covered: () => covered,
    async close() {
      isClosing = true;
      await Promise.all(members.map((member) => member.thread.close()));
      await outbound.terminate();
    },
  };
}
