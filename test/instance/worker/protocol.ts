import type { TestReport } from '../atf/run-test.ts';
import type { Answer, FormPart } from '../rest/answer.ts';
import type { EngineSettings } from '../engine/session.ts';
import type { MessagePort } from 'node:worker_threads';
import type { SharedBuffers } from './shared-state.ts';

/** What passes between the server thread and the workers. */

export interface WorkerStart {
  readonly file: string;
  readonly shared: SharedBuffers;
  readonly settings: EngineSettings;
  readonly role: 'requests' | 'jobs';
  readonly number: number;
  readonly scheduledJobs: boolean;
  readonly outboundPort: MessagePort;
  readonly outboundSignal: SharedArrayBuffer;
}

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Of a form upload, when its body could be read as one. */
  readonly parts?: readonly FormPart[];
  readonly origin: string;
}

export type ToWorker =
  | { readonly kind: 'request'; readonly id: number; readonly request: WireRequest }
  | { readonly kind: 'wake' }
  | { readonly kind: 'run schedule'; readonly id: number; readonly name: string }
  | { readonly kind: 'run test'; readonly id: number; readonly name: string }
  | { readonly kind: 'close' };

export type FromWorker =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly answer: Answer;
      readonly covered: readonly string[];
      /** Jobs wait that are due. */
      readonly hasJobs: boolean;
      readonly nextJobAt: number | undefined;
    }
  | {
      readonly kind: 'schedule ran';
      readonly id: number;
      readonly outcome: 'ran' | 'unknown';
      readonly covered: readonly string[];
    }
  | {
      readonly kind: 'test ran';
      readonly id: number;
      readonly report: TestReport | undefined;
      readonly covered: readonly string[];
    }
  | {
      readonly kind: 'idle';
      readonly covered: readonly string[];
      readonly nextJobAt: number | undefined;
    }
  | { readonly kind: 'failed'; readonly message: string };
