import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { createAddressPolicy } from './address-policy.ts';
import { type Agents, createAgents, MAX_ANSWER_BYTES } from './agents.ts';
import { systemResolve, type Resolve } from './checked-connector.ts';
import { RelayError } from './errors.ts';
import type { Proxy, Transport } from './transport.ts';

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
  /** Then the proxy looks the name up, and not this machine. */
  goesByProxy(url: string, transport: Transport | undefined): boolean;
  /** Waits for calls under way, each of which has its deadline. */
  close(): Promise<void>;
}

export interface OutgoingOptions {
  /** Host names, addresses and CIDR ranges that may be private. */
  readonly allow: readonly string[];
  /** For all that has no proxy of its own and is not allowed by name, address or range: that lies inside. */
  readonly proxy?: Proxy | undefined;
  readonly resolve?: Resolve;
}

export function createOutgoing({
  allow,
  proxy,
  resolve = systemResolve,
}: OutgoingOptions): Outgoing {
  const agents = createAgents(createAddressPolicy(allow), resolve, proxy);
  return {
    send: (request) => send(agents, request),
    goesByProxy: (url, transport) =>
      agents.proxyFor(new URL(url).hostname, transport) !== undefined,
    certificateEndOf: (url) => agents.certificateEndOf(new URL(url).host),
    close: () => agents.close(),
  };
}

async function send(agents: Agents, request: OutgoingRequest): Promise<Answer> {
  const url = parseAddress(request.url);
  const attempt = { started: false };
  try {
    return await exchange(agents.find(url.hostname, request.transport), url, request, attempt);
  } catch (error) {
    const proxy = agents.proxyFor(url.hostname, request.transport);
    const by = proxy === undefined ? '' : ` by the proxy ${proxy}`;
    // The path stays out of the message: with many webhooks it is the secret.
    const attempted = `${request.method} to ${url.origin}${by}`;
    throw toOutgoingError(error, attempted, attempt.started ? 'maybe' : 'no');
  }
}

/** Takes the answer as it comes: undici's own `request` makes a stream of each, of which all is read anyway. */
function exchange(
  agent: Dispatcher,
  { origin, pathname, search }: URL,
  { method, headers, body, deadlineMs, leaveBy = Infinity }: OutgoingRequest,
  attempt: { started: boolean },
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const startedAt = performance.now();
  const chunks: Buffer[] = [];
  let head: Pick<Answer, 'status' | 'headers'> | undefined;
  let underWay: Dispatcher.DispatchController | undefined;
  let givenUp: RelayError | undefined;
  const timer = setTimeout(() => {
    givenUp = deadlineExceeded(deadlineMs);
    reject(givenUp);
    underWay?.abort(givenUp);
  }, deadlineMs);
  const handler: Dispatcher.DispatchHandler = {
    // A connection stands, and the first byte is about to be written.
    onRequestStart(controller) {
      if (givenUp !== undefined) return controller.abort(givenUp);
      if (performance.now() > leaveBy) return controller.abort(leftTooLate());
      underWay = controller;
      attempt.started = true;
    },
    onResponseStart(_controller, status, came) {
      // What is below 200 is no answer yet.
      if (status >= 200) head = { status, headers: toPlainHeaders(came) };
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk);
    },
    onResponseEnd() {
      // An end without a beginning would be a fault of undici; then the deadline says so.
      if (head === undefined) return;
      clearTimeout(timer);
      resolve({ ...head, body: Buffer.concat(chunks), ms: performance.now() - startedAt });
    },
    onResponseError(_controller, error) {
      clearTimeout(timer);
      reject(error);
    },
  };
  agent.dispatch(
    {
      origin,
      path: pathname + search,
      method,
      headers: { 'user-agent': 'alert-relay', ...headers },
      body: body ?? null,
    },
    handler,
  );
  return promise;
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

function deadlineExceeded(deadlineMs: number): RelayError {
  return new RelayError('DESTINATION_UNAVAILABLE', `no complete answer within ${deadlineMs} ms`);
}

function leftTooLate(): RelayError {
  return new RelayError(
    'DESTINATION_UNAVAILABLE',
    'all connections were taken for too long, and it was not sent',
  );
}

function toOutgoingError(
  error: unknown,
  attempted: string,
  reached: 'no' | 'maybe',
): OutgoingError {
  const isRefused = error instanceof RelayError && error.code === 'DESTINATION_ADDRESS_REFUSED';
  return new OutgoingError({
    code: isRefused ? 'DESTINATION_ADDRESS_REFUSED' : 'DESTINATION_UNAVAILABLE',
    attempted,
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
  const [, refusal] = /^Proxy response \((\d{3})\)/.exec(error.message) ?? [];
  if (refusal !== undefined) return describeProxyRefusal(refusal);
  return error.message === '' ? error.name : error.message;
}

function describeProxyRefusal(status: string): string {
  const because =
    status === '407' ? ': it does not take the user and password that it is given' : '';
  return `the proxy opens no way there, its answer is ${status}${because}`;
}
