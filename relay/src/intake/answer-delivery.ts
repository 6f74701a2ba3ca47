import type { ServerResponse } from 'node:http';
import { type ErrorCode, RelayError } from '../lib/errors.ts';
import {
  type IncomingRequest,
  receiveDelivery,
  type ReceiveDeliveryDeps,
  type ReceiveOutcome,
} from './receive-delivery.ts';

export interface AnswerDeps {
  readonly metrics: {
    countRefused(reason: ErrorCode, workspace: string): void;
    countDelivery(labels: {
      readonly workspace: string;
      readonly source: string;
      readonly answer: number;
    }): void;
  };
}

/** Seconds after which a tool that was told 503 may come again. */
const BUSY_RETRY_AFTER_S = '5';

/** Throws what becomes a problem answer. */
export async function answerDelivery(
  deps: AnswerDeps & { readonly deliveries: ReceiveDeliveryDeps },
  request: IncomingRequest,
  response: ServerResponse,
): Promise<void> {
  const outcome = await receiveDelivery(deps.deliveries, request);
  const { workspace, source } = request;
  if (outcome.kind === 'kept') {
    deps.metrics.countDelivery({ workspace, source, answer: outcome.answer });
  }
  if (outcome.kind === 'wrong-method') {
    throw wrongMethod({ metrics: deps.metrics, workspace }, response, { ...request, ...outcome });
  }
  answer({ metrics: deps.metrics, workspace }, response, outcome);
}

/** At the door of one workspace, as the address names it. */
export interface AtDoor extends AnswerDeps {
  readonly workspace: string;
}

function answer(
  deps: AtDoor,
  response: ServerResponse,
  outcome: Exclude<ReceiveOutcome, { kind: 'wrong-method' }>,
): void {
  switch (outcome.kind) {
    case 'kept':
      if (typeof outcome.body === 'string') sendText(response, outcome.answer, outcome.body);
      else sendJson(response, outcome.answer, outcome.body);
      return;
    case 'own-answer':
      response.writeHead(outcome.answer.status, outcome.answer.headers).end(outcome.answer.body);
      return;
    case 'unknown-source':
      throw refused(deps, 'NOT_FOUND', 'There is no source at this address.');
    case 'disabled':
      throw refused(deps, 'SOURCE_DISABLED', 'This source is switched off.');
    case 'refused':
      throw refused(deps, 'SIGNATURE_MISMATCH', refusals[outcome.because]);
    case 'busy':
      if (outcome.answer === 'close') response.destroy();
      else throw busy(deps, response, outcome.error);
  }
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  send(response, status, 'application/json', JSON.stringify(body));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, 'text/plain', text);
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response
    .writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'content-length': Buffer.byteLength(text),
    })
    .end(text);
}

export const refusals = {
  missing: 'The request carries no token or signature.',
  mismatch: 'The token or signature is not the one of this address.',
  stale: 'The signature is too old: check the clocks of both sides.',
} as const;

export function refused(
  { metrics, workspace }: AtDoor,
  code: ErrorCode,
  message: string,
): RelayError {
  metrics.countRefused(code, workspace);
  return new RelayError(code, message);
}

/** RFC 9110, 15.5.6: the answer names the methods that there are. */
export function wrongMethod(
  deps: AtDoor,
  response: ServerResponse,
  { method, methods }: { readonly method: string; readonly methods: readonly string[] },
): RelayError {
  const allow = methods.join(', ');
  response.setHeader('allow', allow);
  const message = `This address takes ${allow}, and it was ${method}: set the method where the request comes from.`;
  return refused(deps, 'METHOD_NOT_ALLOWED', message);
}

export function busy(
  { metrics, workspace }: AtDoor,
  response: ServerResponse,
  cause: unknown,
): RelayError {
  metrics.countRefused('STORE_UNAVAILABLE', workspace);
  response.setHeader('retry-after', BUSY_RETRY_AFTER_S);
  return new RelayError('STORE_UNAVAILABLE', 'The relay cannot keep this now; send it again.', {
    cause,
  });
}
