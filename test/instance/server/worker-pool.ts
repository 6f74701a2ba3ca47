import { MessageChannel, Worker } from 'node:worker_threads';
import type { EngineSettings } from '../engine/session.ts';
import type { Answer } from '../rest/answer.ts';
import type { FromWorker, ToWorker, WireRequest, WorkerStart } from '../worker/protocol.ts';
import type { SharedBuffers } from '../worker/shared-state.ts';

export interface WorkerPool {
  answer(request: WireRequest): Promise<Answer>;
  wakeJobs(): void;
  runSchedule(name: string): Promise<'ran' | 'unknown'>;
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
}

interface Member {
  readonly worker: Worker;
  readonly ready: Promise<void>;
  busy: boolean;
}

interface Waiting {
  readonly request: WireRequest;
  readonly resolve: (answer: Answer) => void;
}

/** Requests go to the worker that is free; jobs have workers of their own, so that a slow call blocks no request. */
export async function startWorkerPool(options: PoolOptions): Promise<WorkerPool> {
  const outbound = new Worker(new URL('../worker/outbound-thread.ts', import.meta.url), {
    execArgv: [],
  });
  const queue: Waiting[] = [];
  const open = new Map<number, { resolve: (answer: Answer) => void; member: Member }>();
  const schedules = new Map<number, (outcome: 'ran' | 'unknown') => void>();
  const covered = new Set<string>();
  let lastId = 0;

  const start = (role: WorkerStart['role'], number: number): Member =>
    startMember(options, outbound, role, number);
  const requestMembers = Array.from({ length: options.requestThreads }, (_, index) =>
    start('requests', index),
  );
  const jobMembers = Array.from({ length: options.jobThreads }, (_, index) =>
    start('jobs', 100 + index),
  );
  const wakeJobs = (): void => {
    for (const member of jobMembers) send(member, { kind: 'wake' });
  };
  const assign = (): void => {
    const member = requestMembers.find((one) => !one.busy);
    const next = member === undefined ? undefined : queue.shift();
    if (member === undefined || next === undefined) return;
    lastId += 1;
    member.busy = true;
    open.set(lastId, { resolve: next.resolve, member });
    send(member, { kind: 'request', id: lastId, request: next.request });
    assign();
  };
  const receive = (message: FromWorker): void => {
    if ('covered' in message) for (const key of message.covered) covered.add(key);
    if (message.kind === 'answer') {
      const call = open.get(message.id);
      open.delete(message.id);
      if (call !== undefined) {
        call.member.busy = false;
        call.resolve(message.answer);
      }
      if (message.hasJobs) wakeJobs();
      assign();
    } else if (message.kind === 'schedule ran') {
      schedules.get(message.id)?.(message.outcome);
      schedules.delete(message.id);
      wakeJobs();
    }
  };
  for (const member of [...requestMembers, ...jobMembers]) member.worker.on('message', receive);
  await Promise.all([...requestMembers, ...jobMembers].map((member) => member.ready));
  wakeJobs();

  return {
    answer(request) {
      const { promise, resolve } = Promise.withResolvers<Answer>();
      queue.push({ request, resolve });
      assign();
      return promise;
    },
    wakeJobs,
    runSchedule(name) {
      const { promise, resolve } = Promise.withResolvers<'ran' | 'unknown'>();
      lastId += 1;
      schedules.set(lastId, resolve);
      const [member] = jobMembers;
      if (member === undefined) resolve('unknown');
      else send(member, { kind: 'run schedule', id: lastId, name });
      return promise;
    },
    covered: () => covered,
    async close() {
      const members = [...requestMembers, ...jobMembers];
      await Promise.all(members.map((member) => member.worker.terminate()));
      await outbound.terminate();
    },
  };
}

function send(member: Member, message: ToWorker): void {
  member.worker.postMessage(message);
}

function startMember(
  options: PoolOptions,
  outbound: Worker,
  role: WorkerStart['role'],
  number: number,
): Member {
  const { port1, port2 } = new MessageChannel();
  const outboundSignal = new SharedArrayBuffer(4);
  outbound.postMessage({ port: port2, signal: outboundSignal }, [port2]);
  const workerData: WorkerStart = {
    file: options.file,
    shared: options.shared,
    settings: options.settings,
    role,
    number,
    scheduledJobs: options.scheduledJobs && number === 100,
    outboundPort: port1,
    outboundSignal,
  };
  const worker = new Worker(new URL('../worker/start-worker.ts', import.meta.url), {
    workerData,
    transferList: [port1],
    execArgv: [],
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.once('message', () => resolve());
  worker.once('error', reject);
  return { worker, ready: promise, busy: false };
}
