import { createServer as createNodeServer, type RequestListener, type Server } from 'node:http';
import { RelayError } from '../lib/errors.ts';

export interface ServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly maxConnections?: number;
  /** A connection was closed at once, since there are as many as there may be. */
  readonly onRefused?: () => void;
  /** The system could not hand over a connection, for want of memory or files; the others are served. */
  readonly onAcceptFailed?: (error: Error) => void;
  readonly headersTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
}

export interface RelayServer {
  /** The address that it listens on. */
  start(): Promise<{ readonly url: string }>;
  /** Takes no new work, lets running requests end, cuts what is left at the deadline. */
  stop(deadlineMs: number): Promise<'drained' | 'cut'>;
}

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Above the idle time of common load balancers (60 s), so that they close first and never meet a closed socket. */
const KEEP_ALIVE_MS = 75_000;
const MAX_HEADER_BYTES = 16_384;
const MAX_HEADERS = 100;
const DEFAULT_MAX_CONNECTIONS = 10_000;
const IDLE_CHECK_MS = 50;

export function createServer(listener: RequestListener, options: ServerOptions): RelayServer {
  const headersTimeoutMs = options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS;
  const server = createNodeServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // Node looks for late requests only this often; its default of 30 s would triple the timeout.
      connectionsCheckingInterval: Math.ceil(headersTimeoutMs / 10),
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    listener,
  );
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = options.maxConnections ?? DEFAULT_MAX_CONNECTIONS;
  server.on('drop', () => options.onRefused?.());
  return {
    start: () => listen(server, options),
    stop: (deadlineMs) => stop(server, deadlineMs),
  };
}

function listen(
  server: Server,
  { host, port, onAcceptFailed }: ServerOptions,
): Promise<{ readonly url: string }> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: Error): void => {
      const message = `Could not listen on ${host}:${port}: ${cause.message}`;
      reject(new RelayError('CONFIGURATION_INVALID', message, { cause }));
    };
    server.once('error', refuse);
    server.listen({ host, port }, () => {
      server.off('error', refuse);
      server.on('error', (error) => onAcceptFailed?.(error));
      resolve({ url: toUrl(server, host) });
    });
  });
}

function toUrl(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function stop(server: Server, deadlineMs: number): Promise<'drained' | 'cut'> {
  if (!server.listening) return 'drained';
  let outcome: 'drained' | 'cut' = 'drained';
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // A keep-alive connection whose last request has just ended would otherwise hold the server for 75 s.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const deadline = setTimeout(() => {
    outcome = 'cut';
    server.closeAllConnections();
  }, deadlineMs);
  await closed;
  clearInterval(idle);
  clearTimeout(deadline);
  return outcome;
}
