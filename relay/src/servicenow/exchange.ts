import type { Connection } from '../domain/configuration.ts';
import { nameOf } from '../domain/connection-name.ts';
import { type Clock, steadyClock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import { OutgoingError, type Answer, type Outgoing } from '../lib/outgoing.ts';
import type { Endpoint } from './answer-rules.ts';
import { classifyAnswer, openOutcome } from './classify-answer.ts';
import { maskSecrets } from './mask-secrets.ts';

interface ExchangeRequest {
  readonly connection: Connection;
  /** Completes "Could not …". */
  readonly attempted: string;
  readonly endpoint: Endpoint;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Instead of the one that all requests have. */
  readonly deadlineMs?: number;
  /** By the steady clock: after that it is not sent. */
  readonly leaveBy?: number | undefined;
  /** What besides the credentials must not come back in an error: a token. */
  readonly secrets: readonly string[];
  /** A picture is asked for: where one comes, it is the answer, as it is. */
  readonly isFile?: true;
  /** A page of a list is asked for: the answer gets a `total` and a `date`, where the instance says them. */
  readonly isList?: true;
}

export type SentRequest = Omit<ExchangeRequest, 'secrets'>;

/** As `Outgoing.send`, by the agent of a connection. */
export interface AgentWay {
  send(connection: string, request: Parameters<Outgoing['send']>[0]): Promise<Answer>;
}

/** One request and its answer: the JSON (or file) of a success, or a RelayError that says what to do. */
export type Exchange = (request: ExchangeRequest) => Promise<unknown>;

export function createExchange(deps: {
  readonly outgoing: Pick<Outgoing, 'send'>;
  /** The way to instances that only an agent reaches. */
  readonly agents?: AgentWay | undefined;
  readonly clock: Clock;
  readonly deadlineMs: number;
  /** Told of each answer of an API, whatever it is. */
  readonly onAnswer?: ((connection: Connection, answer: Answer) => void) | undefined;
  /** Instead of each request by itself. */
  readonly send?: ((request: SentRequest) => Promise<Answer>) | undefined;
}): Exchange {
  return async (request) => {
    const answer = await (deps.send ?? ((one) => sendNoted(deps, one)))(request);
    const isPicture = /^image\//i.test(answer.headers['content-type'] ?? '');
    if (request.isFile === true && answer.status === 200 && isPicture) return answer.body;
    const verdict = classifyAnswer(
      { status: answer.status, headers: answer.headers, text: answer.body.toString('utf8') },
      {
        ...request,
        attempted: attemptedOn(request),
        now: deps.clock.now(),
        mask: (text) => maskSecrets(text, request.connection, request.secrets),
      },
    );
    if (verdict.kind === 'ok') {
      return request.isList === true ? withHead(verdict.json, answer) : verdict.json;
    }
    throw new RelayError(verdict.code, verdict.message, {
      retryAfterMs: verdict.retryAfterMs,
      details: { ...verdict.details, connection: nameOf(request.connection) },
    });
  };
}

function withHead(json: unknown, { headers }: Answer): unknown {
  const said = { total: headers['x-total-count'], date: headers['date'] };
  return { ...(typeof json === 'object' ? json : {}), ...said };
}

function attemptedOn({
  attempted,
  connection,
}: Pick<ExchangeRequest, 'attempted' | 'connection'>): string {
  return `${attempted} on connection ${nameOf(connection)}`;
}

/** As `sendOnce`, and whoever keeps account of calls hears of it. */
export async function sendNoted(
  deps: Pick<
    Parameters<typeof createExchange>[0],
    'outgoing' | 'agents' | 'deadlineMs' | 'onAnswer'
  >,
  request: SentRequest,
): Promise<Answer> {
  const answer = await sendOnce(deps, request);
  if (request.endpoint !== 'token') deps.onAnswer?.(request.connection, answer);
  return answer;
}

/** One request, one answer, whatever it is. Rejects only where none came. */
export async function sendOnce(
  deps: Pick<Parameters<typeof createExchange>[0], 'outgoing' | 'agents' | 'deadlineMs'>,
  request: SentRequest,
): Promise<Answer> {
  const { url, method, headers, body, leaveBy } = request;
  if (leaveBy !== undefined && steadyClock.now() > leaveBy) throw tooLate(request);
  try {
    return await wayTo(
      deps,
      request.connection,
    )({
      url,
      method,
      headers: { accept: 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
      deadlineMs: request.deadlineMs ?? deps.deadlineMs,
      leaveBy,
      transport: request.connection.transport,
    });
  } catch (error) {
    throw error instanceof OutgoingError ? noAnswer(error, request) : error;
  }
}

function wayTo(
  { outgoing, agents }: Parameters<typeof sendOnce>[0],
  connection: Connection,
): Outgoing['send'] {
  if (connection.credentials.kind !== 'agent') return (asked) => outgoing.send(asked);
  if (agents !== undefined) return (asked) => agents.send(nameOf(connection), asked);
  throw new RelayError(
    'SERVICENOW_UNAVAILABLE',
    `Only the relay that serves reaches connection ${nameOf(connection)}, through its agent. Ask it by its API.`,
    { details: { connection: nameOf(connection) } },
  );
}

function tooLate(request: SentRequest): RelayError {
  return new RelayError(
    'SERVICENOW_BUSY',
    `Could not ${attemptedOn(request)}: it waited too long for those before it, and was not sent. It comes again.`,
    { details: { reached: 'no', connection: nameOf(request.connection) } },
  );
}

function noAnswer(error: OutgoingError, request: SentRequest): RelayError {
  const isRefused = error.code === 'DESTINATION_ADDRESS_REFUSED';
  const isOpen = error.reached === 'maybe' && request.method !== 'GET';
  const open = isOpen ? ` ${openOutcome[request.endpoint]}` : '';
  const cure = isRefused
    ? 'Correct the URL of the connection or allow its address; jobs wait meanwhile.'
    : 'Nothing to do unless it stays so: check the URL, the network and the instance.';
  return new RelayError(
    isRefused ? 'SERVICENOW_ADDRESS_REFUSED' : 'SERVICENOW_UNAVAILABLE',
    `Could not ${attemptedOn(request)}: no answer came (${error.because}).${open} ${cure}`,
    { cause: error, details: { reached: error.reached, connection: nameOf(request.connection) } },
  );
}
