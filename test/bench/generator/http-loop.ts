import { connect, type Socket } from 'node:net';

export interface LoopOptions {
  readonly url: string;
  readonly token: string;
  readonly connections: number;
  /** Makes the body of the next request. */
  readonly nextBody: () => string;
  /** Whether to go on; asked before each request. */
  readonly isGoingOn: () => boolean;
}

export interface LoopResult {
  /** Of the first request, by the clock that all processes share; ms. */
  readonly startedAt: number;
  /** Milliseconds from the first request to the last answer. */
  readonly elapsedMs: number;
  readonly latenciesMs: readonly number[];
  /** Status → how many. */
  readonly statuses: Readonly<Record<string, number>>;
}

/**
 * A closed loop over plain sockets: each connection sends a request when the one before is answered.
 * An HTTP client of a library costs more than the bare server that it would measure here.
 */
export async function runHttpLoop(options: LoopOptions): Promise<LoopResult> {
  const latenciesMs: number[] = [];
  const statuses: Record<string, number> = {};
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: options.connections }, () =>
      runConnection(options, (status, latency) => {
        latenciesMs.push(latency);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }),
    ),
  );
  return {
    startedAt: performance.timeOrigin + startedAt,
    elapsedMs: performance.now() - startedAt,
    latenciesMs,
    statuses,
  };
}

function runConnection(
  { url, token, nextBody, isGoingOn }: LoopOptions,
  record: (status: string, latencyMs: number) => void,
): Promise<void> {
  const { hostname, port, host, pathname } = new URL(url);
  const head =
    `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n` +
    'Content-Type: application/json\r\nUser-Agent: Alertmanager/0.25.0\r\nContent-Length: ';
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let sentAt = 0;
    let received = '';
    const sendNext = () => {
      if (!isGoingOn()) return void socket.end(resolve);
      sentAt = performance.now();
      send(socket, head, nextBody());
    };
    socket.setEncoding('latin1');
    socket.once('connect', sendNext);
    socket.once('error', reject);
    socket.on('data', (text: string) => {
      received += text;
      if (!isWhole(received)) return;
      record(received.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length), performance.now() - sentAt);
      received = '';
      sendNext();
    });
  });
}

function send(socket: Socket, head: string, body: string): void {
  socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** Whether an answer is complete: by its length, or by the last chunk. */
export function isWhole(answer: string): boolean {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd === -1) return false;
  const head = answer.slice(0, headEnd);
  const length = /content-length: *(\d+)/i.exec(head)?.[1];
  return length === undefined
    ? answer.endsWith('\r\n0\r\n\r\n')
    : answer.length >= headEnd + 4 + Number(length);
}
