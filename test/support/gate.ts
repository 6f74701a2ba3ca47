import { request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { listen } from './listen.ts';

export interface PassedCall {
  readonly method: string;
  readonly path: string;
}

/**
 * Stands between the relay and an instance and holds each answer for a while: the instance has done
 * its part, the relay does not know yet. That is the moment at which a crash is worst.
 */
export interface Gate extends AsyncDisposable {
  readonly url: string;
  /** Calls that were passed on and whose answer has not been handed over. */
  inFlight(): readonly PassedCall[];
  /** How many calls were cut off since their answer took too long. */
  givenUp(): number;
  close(): Promise<void>;
}

export interface GateOptions {
  /** A call is passed on when this resolves. */
  readonly admit?: (call: PassedCall) => Promise<void>;
  /** How long a call is on its way before it is passed on, whatever became of its sender. */
  readonly delayMs?: (call: PassedCall) => number;
  /** How long the answer of a call is held. */
  readonly holdMs?: (call: PassedCall) => number;
  /** The answer of a call is handed over when this resolves. */
  readonly release?: (call: PassedCall) => Promise<void>;
  /** After so long without an answer the caller is cut off, as by a proxy that gives up; the instance goes on. */
  readonly patienceMs?: number;
  /** A status that is handed over in place of the answer of an instance that has done its part. */
  readonly replace?: (call: PassedCall) => number | undefined;
}

export async function openGate(target: string, options: GateOptions): Promise<Gate> {
  const open = new Set<PassedCall>();
  let givenUp = 0;
  const server = await listen((request, response) => {
    const call = { method: request.method ?? '', path: request.url ?? '' };
    open.add(call);
    const giveUp = () => {
      givenUp += 1;
      response.destroy();
    };
    void pass(target, request, response, { call, giveUp, ...options }).finally(() =>
      open.delete(call),
    );
  });
  const close = () => server.close();
  return {
    url: server.url,
    inFlight: () => [...open],
    givenUp: () => givenUp,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** As ServiceNow refuses something. */
const refusal = JSON.stringify({ error: { message: 'Refused by a gate' }, status: 'failure' });

async function pass(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  {
    call,
    giveUp,
    admit,
    delayMs,
    holdMs,
    release,
    patienceMs,
    replace,
  }: GateOptions & { readonly call: PassedCall; readonly giveUp: () => void },
): Promise<void> {
  const givingUp = patienceMs === undefined ? undefined : setTimeout(giveUp, patienceMs);
  try {
    const given = await buffer(request);
    await admit?.(call);
    if (delayMs !== undefined) await pause(delayMs(call));
    const answer = await forward(target, request, given);
    const body = await buffer(answer);
    if (holdMs !== undefined) await pause(holdMs(call));
    await release?.(call);
    const status = replace?.(call);
    if (status === undefined) {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders).end(body);
    } else {
      response.writeHead(status, { 'content-type': 'application/json' }).end(refusal);
    }
  } catch {
    // The instance cut the connection: so do we.
    response.destroy();
  } finally {
    clearTimeout(givingUp);
  }
}

function forward(target: string, request: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { method, headers, url = '/' } = request;
    const passed = send(new URL(url, target), {
      method,
      headers: { ...headers, host: new URL(target).host },
    });
    passed.once('response', resolve).once('error', reject).end(body);
  });
}
