import { MessageChannel, Worker } from 'node:worker_threads';
import type { EngineSettings } from '../engine/session.ts';
import type { FromWorker, ToWorker, WorkerStart } from '../worker/protocol.ts';
import type { SharedBuffers } from '../worker/shared-state.ts';

export interface ThreadOptions {
  readonly file: string;
  readonly shared: SharedBuffers;
  readonly settings: EngineSettings;
  readonly role: WorkerStart['role'];
  /** 1 and up: names the thread in locks and jobs. */
  readonly number: number;
  readonly scheduledJobs: boolean;
}

export interface WorkerThread {
  readonly ready: Promise<void>;
  send(message: ToWorker): void;
  close(): Promise<void>;
}

/** A script that fills its memory ends its thread, not the process. */
const MEMORY_MB = 512;

/** Starts one worker with its line to the outbound thread; `onEnd` hears of a death nobody asked for. */
export function startWorkerThread(
  options: ThreadOptions,
  { program, outbound }: { readonly program: URL; readonly outbound: Worker },
  onMessage: (message: FromWorker) => void,
  onEnd: (because: string) => void,
): WorkerThread {
  const { port1, port2 } = new MessageChannel();
  const outboundSignal = new SharedArrayBuffer(4);
  outbound.postMessage({ port: port2, signal: outboundSignal }, [port2]);
  const workerData: WorkerStart = { ...options, outboundPort: port1, outboundSignal };
  const worker = new Worker(program, {
    workerData,
    transferList: [port1],
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  const ready = Promise.withResolvers<void>();
  let closing = false;
  let because = 'it ended by itself';
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'ready') ready.resolve();
    else onMessage(message);
  });
  worker.on('error', (error) => {
    because = error instanceof Error ? error.message : String(error);
    ready.reject(error);
  });
  worker.on('exit', () => {
    if (!closing) onEnd(because);
  });
  return {
    ready: ready.promise,
    send: (message) => worker.postMessage(message),
    async close() {
      closing = true;
      await worker.terminate();
    },
  };
}
