import { request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
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
  close(): Promise<void>;
}

/**
 * `holdMs` is asked for every answer, and so is `replace`: a status there is handed over in place of the
 * answer of an instance that has done its part.
 */
export async function openGate(
  target: string,
  holdMs: (call: PassedCall) => number,
  replace: (call: PassedCall) => number | undefined = () => undefined,
): Promise<Gate> {
  const open = new Set<PassedCall>();
  const server = await listen((request, response) => {
    const call = { method: request.method ?? '', path: request.url ?? '' };
    open.add(call);
    const asked = { holdMs: () => holdMs(call), replace: () => replace(call) };
    void pass(target, request, response, asked).finally(() => open.delete(call));
  });
  const close = () => server.close();
  return { url: server.url, inFlight: () => [...open], close, [Symbol.asyncDispose]: close };
}

async function pass(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  asked: { readonly holdMs: () => number; readonly replace: () => number | undefined },
): Promise<void> {
  try {
    const answer = await forward(target, request);
    const body = await buffer(answer);
    await pause(asked.holdMs());
    const status = asked.replace();
    if (status === undefined) {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders).end(body);
    } else {
      response.writeHead(status).end();
    }
  } catch {
    // The instance cut the connection: so do we.
    response.destroy();
  }
}

async function forward(target: string, request: IncomingMessage): Promise<IncomingMessage> {
  const body = await buffer(request);
  return new Promise((resolve, reject) => {
    const { method, headers, url = '/' } = request;
    const passed = send(new URL(url, target), {
      method,
      headers: { ...headers, host: new URL(target).host },
    });
    passed.once('response', resolve).once('error', reject).end(body);
  });
}
