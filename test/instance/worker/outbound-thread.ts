import http from 'node:http';
import https from 'node:https';
import { parentPort, type MessagePort } from 'node:worker_threads';
import type { OutboundAnswer, OutboundRequest } from '../scripts/outbound-call.ts';

/** The thread that performs outbound requests for scripts which wait for them. */
interface Connection {
  readonly port: MessagePort;
  readonly signal: SharedArrayBuffer;
}

parentPort?.on('message', ({ port, signal }: Connection) => {
  const flag = new Int32Array(signal);
  port.on('message', (request: OutboundRequest) => {
    void send(request).then((answer) => {
      port.postMessage(answer);
      Atomics.store(flag, 0, 1);
      Atomics.notify(flag, 0);
    });
  });
});

async function send(request: OutboundRequest): Promise<OutboundAnswer> {
  try {
    return await perform(request);
  } catch (error) {
    return {
      kind: 'failed',
      message: error instanceof Error ? error.message : String(error),
      timedOut: false,
    };
  }
}

const CONNECT_TIMEOUT_MS = 10_000;

function perform(request: OutboundRequest): Promise<OutboundAnswer> {
  const { promise, resolve } = Promise.withResolvers<OutboundAnswer>();
  const body = Buffer.from(request.body, 'utf8');
  const url = new URL(request.url);
  const call = (url.protocol === 'https:' ? https : http).request(url, {
    method: request.method,
    headers: {
      ...request.headers,
      ...(body.length > 0 ? { 'content-length': String(body.length) } : {}),
    },
    timeout: Math.min(CONNECT_TIMEOUT_MS, request.timeoutMs),
  });
  const fail = (message: string, timedOut: boolean): void => {
    resolve({ kind: 'failed', message, timedOut });
    call.destroy();
  };
  call.on('socket', (socket) => socket.once('connect', () => call.setTimeout(request.timeoutMs)));
  call.on('timeout', () => fail(`no answer within ${request.timeoutMs} ms`, true));
  call.on('error', (error) => fail(error.message, false));
  call.on('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', (error) => fail(error.message, false));
    response.on('end', () =>
      resolve({
        kind: 'answer',
        status: response.statusCode ?? 0,
        headers: flatHeaders(response.headers),
        body: Buffer.concat(chunks).toString('utf8'),
      }),
    );
  });
  call.end(body);
  return promise;
}

function flatHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
