import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { failure, type Answer } from '../rest/answer.ts';
import { newSysId } from '../engine/ids.ts';
import type { WireRequest } from '../worker/protocol.ts';
import { answerOfFault } from './fault-answer.ts';
import { addressTooLong } from './pages.ts';
import type { Faults } from './faults.ts';
import { readMultipart } from './read-multipart.ts';

export interface ServerOptions {
  readonly port: number;
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  readonly faults: Faults;
  /** The clock of the instance, which a test may move: answers are dated by it. */
  readonly nowMs: () => number;
  readonly answer: (request: WireRequest) => Promise<Answer>;
  readonly control: (request: WireRequest) => Promise<Answer | undefined>;
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

const MAX_URL_BYTES = 8192;
const MAX_BODY_BYTES = 10_485_760;
/** A body is read to this size and then refused; beyond it the connection is closed. */
const HARD_BODY_BYTES = 64 * 1024 * 1024;

/** The front door: limits of the platform's edge, faults, and the way to the workers. */
export async function startHttpServer(options: ServerOptions): Promise<RunningServer> {
  const scheme = options.tls === undefined ? 'http' : 'https';
  const listener = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    response.setHeader('date', new Date(options.nowMs()).toUTCString());
    void serve(options, scheme, request, response).catch(() => response.destroy());
  };
  const limits = { maxHeaderSize: 32 * 1024, keepAliveTimeout: 30_000 };
  const server =
    options.tls === undefined
      ? http.createServer(limits, listener)
      : https.createServer({ ...limits, ...options.tls }, listener);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(options.port, '127.0.0.1', resolve);
  await promise;
  return {
    port: portOf(server.address()),
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function serve(
  options: ServerOptions,
  scheme: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  if (Buffer.byteLength(url) > MAX_URL_BYTES) return send(request, response, addressTooLong);
  if (countOf(request, 'authorization') > 1)
    return send(request, response, { status: 400, headers: {}, body: undefined });
  const body = await readBody(request);
  if (body === undefined) return void response.destroy();
  if (body.length > MAX_BODY_BYTES && !isUpload(url))
    return send(request, response, tooLarge(body.length));
  const wire = await withParts(toWire(request, scheme, url, body), body);
  const control = await options.control(wire);
  if (control !== undefined) return send(request, response, control);

  const fault = options.faults.take(wire.method, wire.path, sentinelText(wire, body));
  if (fault?.delayMs !== undefined) await wait(fault.delayMs);
  if (fault?.cut === 'before') return void request.socket.destroy();
  const faulty = fault === undefined ? undefined : answerOfFault(fault);
  const isAfter = fault?.cut === 'after-commit' || fault?.afterCommit === true;
  if (faulty !== undefined && !isAfter) return send(request, response, faulty);
  const answer = await options.answer(wire);
  // The write is applied; the caller never learns of it.
  if (fault?.cut === 'after-commit') return void request.socket.destroy();
  send(request, response, faulty ?? (await packed(request, answer)));
}

const gzipped = promisify(gzip);

/** Smaller bodies are sent as they are. */
const WORTH_PACKING = 1024;

/** Answers are packed for callers that take it (Content-Encoding, recorded/response-headers.md); from which size on is assumed. */
async function packed(request: http.IncomingMessage, answer: Answer): Promise<Answer> {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const isText = /json|xml|html/.test(answer.headers['content-type'] ?? '');
  if (!isText || !/\bgzip\b/.test(accepted) || typeof answer.body !== 'string') return answer;
  if (answer.body.length < WORTH_PACKING || request.method === 'HEAD') return answer;
  const body = await gzipped(answer.body, { level: 1 });
  return { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' }, body };
}

/** Attachments have a limit of their own, a property that the API reads. */
function isUpload(url: string): boolean {
  return /^\/api\/now\/(?:v\d\/)?attachment\/(?:file|upload)(?:\?|$)/.test(url);
}

async function withParts(wire: WireRequest, body: Buffer): Promise<WireRequest> {
  const type = wire.headers['content-type'] ?? '';
  if (!type.toLowerCase().startsWith('multipart/form-data')) return wire;
  const parts = await readMultipart(type, body);
  return parts === undefined ? wire : { ...wire, parts };
}

/** What may carry a fault: the body, and the address; forms and addresses are decoded. Most requests have none. */
function sentinelText(wire: WireRequest, body: Buffer): string {
  const isMarked = (text: string | Buffer): boolean =>
    text.includes('[[fault:') || text.includes('%5B%5Bfault');
  const address = `${wire.path}?${wire.rawQuery}`;
  return [address, body]
    .filter(isMarked)
    .map((part) => decoded(part.toString('utf8')))
    .join(' ');
}

function decoded(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function tooLarge(length: number): Answer {
  return failure(
    400,
    'Exception while reading request',
    `Rejected large REST payload with content-length = ${length} bytes. Max allowed: ${MAX_BODY_BYTES} bytes.`,
  );
}

function countOf(request: http.IncomingMessage, name: string): number {
  return request.rawHeaders.filter(
    (header, index) => index % 2 === 0 && header.toLowerCase() === name,
  ).length;
}

async function readBody(request: http.IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const part: Buffer = chunk;
    length += part.length;
    if (length > HARD_BODY_BYTES) return undefined;
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

function toWire(
  request: http.IncomingMessage,
  scheme: string,
  url: string,
  body: Buffer,
): WireRequest {
  const mark = url.indexOf('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: request.method ?? 'GET',
    path: mark === -1 ? url : url.slice(0, mark),
    rawQuery: mark === -1 ? '' : url.slice(mark + 1),
    headers,
    body,
    origin: `${scheme}://${headers['host'] ?? 'localhost'}`,
  };
}

/** The headers that every answer of an instance carries (recorded/response-headers.md). */
const platformHeaders = {
  'cache-control': 'no-cache,no-store,must-revalidate,max-age=-1',
  pragma: 'no-store,no-cache',
  expires: '0',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  server: 'snow_adc',
} as const;

function send(request: http.IncomingMessage, response: http.ServerResponse, answer: Answer): void {
  const isIn = answer.status !== 401;
  const session = newSysId().toUpperCase();
  response.writeHead(answer.status, {
    ...platformHeaders,
    'x-is-logged-in': String(isIn),
    'x-transaction-id': session.slice(0, 12).toLowerCase(),
    'set-cookie': [
      `JSESSIONID=${session}; Path=/; HttpOnly; SameSite=None; Secure`,
      `glide_user_route=glide.${session.toLowerCase()}; Path=/; HttpOnly`,
    ],
    ...answer.headers,
  });
  if (request.method === 'HEAD' || answer.body === undefined) response.end();
  else response.end(answer.body);
}
