import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { createAddressPolicy } from './address-policy.ts';
import { type Agents, createAgents, MAX_ANSWER_BYTES } from './agents.ts';
import { systemResolve, type Resolve } from './checked-connector.ts';
import { RelayError } from './errors.ts';
import type { Transport } from './transport.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface OutgoingRequest {
  readonly url: string;
  readonly method: HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For all of it: look-up, connect, waiting for a free connection, sending, the whole answer. */
  readonly deadlineMs: number;
  /** By the steady clock: what still waits for a free connection then is not sent any more. */
  readonly leaveBy?: number | undefined;
  /** `undefined`: plainly. */
  readonly transport?: Transport | undefined;
}

export interface Answer {
  readonly status: number;
  /** Names in lower case; a header that came several times is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly ms: number;
}

/** No complete answer came. Any status, 500 too, is an answer and not this error. */
export class OutgoingError extends RelayError {
  override readonly code: 'DESTINATION_ADDRESS_REFUSED' | 'DESTINATION_UNAVAILABLE';
  /** The end of the message, for who words it anew: what came in place of an answer. */
  readonly because: string;
  /** `no`: not one byte of the request left; `maybe`: the other side may have acted on it. */
  readonly reached: 'no' | 'maybe';

  constructor(failure: {
    readonly code: OutgoingError['code'];
    readonly attempted: string;
    readonly because: string;
    readonly reached: 'no' | 'maybe';
    readonly cause?: unknown;
  }) {
    const { code, attempted, because, reached, cause } = failure;
    super(code, `Could not ${attempted}: ${because}`, { cause, details: { reached } });
    this.code = code;
    this.because = because;
    this.reached = reached;
  }
}

/** The one way out of the relay to an address that somebody configured. */
export interface Outgoing {
  /** Sends once and never again by itself; follows no redirect; rejects with an `OutgoingError`. */
  send(request: OutgoingRequest): Promise<Answer>;
  /** Until when the certificate is good that the server of this address showed last; ms. */
  certificateEndOf(url: string): number | undefined;
  /** Waits for calls under way, each of which has its deadline. */
  close(): Promise<void>;
}

export interface OutgoingOptions {
  /** Host names, addresses and CIDR ranges that may be private. */
  readonly allow: readonly string[];
  readonly resolve?: Resolve;
}

export function createOutgoing({ allow, resolve = systemResolve }: OutgoingOptions): Outgoing {
  const agents = createAgents(createAddressPolicy(allow), resolve);
  return {
    send: (request) => send(agents, request),
    certificateEndOf: (url) => agents.certificateEndOf(new URL(url).host),
    close: () => agents.close(),
  };
}

async function send(agents: Agents, request: OutgoingRequest): Promise<Answer> {
  const url = parseAddress(request.url);
  const attempt = { started: false };
  const deadline = new AbortController();
  const timer = setTimeout(
    () => deadline.abort(deadlineExceeded(request.deadlineMs)),
    request.deadlineMs,
  );
  try {
    const agent = agents.find(url.hostname, request.transport);
    return await Promise.race([
      exchange(agent, url, request, attempt, deadline.signal),
      // undici looks at the signal only when a request gets its connection.
      rejectedBy(deadline.signal),
    ]);
  } catch (error) {
    throw toOutgoingError(error, request.method, url, attempt.started ? 'maybe' : 'no');
  } finally {
    clearTimeout(timer);
  }
}

async function exchange(
  agent: Dispatcher,
  url: URL,
  request: OutgoingRequest,
  attempt: { started: boolean },
  signal: AbortSignal,
): Promise<Answer> {
  const startedAt = performance.now();
  const noting = agent.compose((dispatch) => (options, handler) => {
    return dispatch(options, noteStart(handler, attempt, request.leaveBy));
  });
  const response = await noting.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: request.method,
    headers: { 'user-agent': 'alert-relay', ...request.headers },
    body: request.body ?? null,
    signal,
  });
  const body = Buffer.from(await response.body.arrayBuffer());
  return {
    status: response.statusCode,
    headers: toPlainHeaders(response.headers),
    body,
    ms: performance.now() - startedAt,
  };
}

/** undici calls `onRequestStart` when a connection stands and the first byte is about to be written. */
function noteStart(
  handler: Dispatcher.DispatchHandler,
  attempt: { started: boolean },
  leaveBy = Infinity,
): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller, context) {
      if (performance.now() > leaveBy) return controller.abort(leftTooLate());
      handler.onRequestStart?.(controller, context);
      if (!controller.aborted) attempt.started = true;
    },
    onRequestUpgrade: (...values) => handler.onRequestUpgrade?.(...values),
    onResponseStart: (...values) => handler.onResponseStart?.(...values),
    onResponseData: (...values) => handler.onResponseData?.(...values),
    onResponseEnd: (...values) => handler.onResponseEnd?.(...values),
    onResponseError: (...values) => handler.onResponseError?.(...values),
  };
}

function parseAddress(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw addressRefused('send', 'the address is not an http or https URL');
  }
  if (url.username !== '' || url.password !== '') {
    throw addressRefused(
      `send to ${url.host}`,
      'the URL carries a user name or password; put them into the credentials',
    );
  }
  return url;
}

function addressRefused(attempted: string, because: string): OutgoingError {
  return new OutgoingError({
    code: 'DESTINATION_ADDRESS_REFUSED',
    attempted,
    because,
    reached: 'no',
  });
}

function toPlainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function deadlineExceeded(deadlineMs: number): RelayError {
  return new RelayError('DESTINATION_UNAVAILABLE', `no complete answer within ${deadlineMs} ms`);
}

function leftTooLate(): RelayError {
  return new RelayError(
    'DESTINATION_UNAVAILABLE',
    'all connections were taken for too long, and it was not sent',
  );
}

// The path stays out of the message: with many webhooks it is the secret.
function toOutgoingError(
  error: unknown,
  method: string,
  url: URL,
  reached: 'no' | 'maybe',
): OutgoingError {
  const isRefused = error instanceof RelayError && error.code === 'DESTINATION_ADDRESS_REFUSED';
  return new OutgoingError({
    code: isRefused ? 'DESTINATION_ADDRESS_REFUSED' : 'DESTINATION_UNAVAILABLE',
    attempted: `${method} to ${url.origin}`,
    because: describe(error),
    reached,
    cause: error,
  });
}

/** Node's own words and code; several addresses fail with an empty message that holds the others. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ');
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return `the answer is larger than ${MAX_ANSWER_BYTES} bytes`;
  }
  return error.message === '' ? error.name : error.message;
}
