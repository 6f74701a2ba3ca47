import { parentPort, workerData } from 'node:worker_threads';
import { runTest } from '../atf/run-test.ts';
import { openStore } from '../store/database.ts';
import { nextJobDueAt } from '../store/jobs.ts';
import type { Outbound } from '../scripts/outbound-call.ts';
import { setThreadSalt } from '../scripts/pause.ts';
import { createRequestHandler } from './answer-request.ts';
import { createEngine, type RunningEngine } from './create-engine.ts';
import { createOutbound } from './outbound.ts';
import type { FromWorker, ToWorker, WorkerStart } from './protocol.ts';
import { runDueJobs, runSchedule } from './run-job.ts';
import { queueSchedules } from './schedules.ts';
import { openSharedState } from './shared-state.ts';

/** One worker thread: answers requests, or runs background jobs. */
const start: WorkerStart = workerData;
const shared = openSharedState(start.shared, start.number);
const store = openStore(start.file, shared);
setThreadSalt(start.number);
const sendOut = createOutbound(start.outboundPort, start.outboundSignal);
const callOut: Outbound = (request) => {
  store.makeDurable();
  return sendOut(request);
};
const running = createEngine(store, shared, start.settings, callOut);
if (start.role === 'requests') serveRequests(running);
else serveJobs(running);
say({ kind: 'ready' });

function say(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function serveRequests({ engine, scripts }: RunningEngine): void {
  const handle = createRequestHandler({ engine, scripts });
  // The first request should not pay for reading the dictionary.
  engine.dictionary();
  parentPort?.on('message', (message: ToWorker) => {
    if (message.kind === 'close') close();
    if (message.kind !== 'request') return;
    const answer = handle(message.request);
    store.makeDurable();
    const due = nextJobDueAt(store);
    const hasJobs = due !== undefined && due <= shared.nowMs();
    say({
      kind: 'answer',
      id: message.id,
      answer,
      covered: scripts.coverage.take(),
      hasJobs,
      nextJobAt: due,
    });
  });
}

function serveJobs({ engine, scripts }: RunningEngine): void {
  let timer: NodeJS.Timeout | undefined;
  const work = (): void => {
    clearTimeout(timer);
    if (start.scheduledJobs) queueSchedules(store, shared.nowMs());
    runDueJobs({ engine, scripts }, start.number);
    store.makeDurable();
    const due = nextJobDueAt(store);
    say({ kind: 'idle', covered: scripts.coverage.take(), nextJobAt: due });
    if (due !== undefined)
      timer = setTimeout(work, Math.min(Math.max(due - shared.nowMs(), 5), 60_000));
  };
  parentPort?.on('message', (message: ToWorker) => {
    if (message.kind === 'wake') work();
    if (message.kind === 'run schedule') {
      const outcome = runSchedule({ engine, scripts }, message.name) ? 'ran' : 'unknown';
      say({ kind: 'schedule ran', id: message.id, outcome, covered: scripts.coverage.take() });
    }
    if (message.kind === 'run test') {
      const report = runTest({ engine, scripts }, message.name);
      store.makeDurable();
      say({ kind: 'test ran', id: message.id, report, covered: scripts.coverage.take() });
    }
    if (message.kind === 'close') {
      clearTimeout(timer);
      close();
    }
  });
}

function close(): void {
  store.close();
  start.outboundPort.close();
  parentPort?.close();
}
