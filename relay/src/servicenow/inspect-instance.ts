import { z } from 'zod';
import type { Connection } from '../domain/configuration.ts';
import { type Clock, steadyClock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import { type Answer, OutgoingError, type Outgoing } from '../lib/outgoing.ts';
import type { Proof } from './authentication.ts';
import { createAuthentication } from './create-authentication.ts';
import { type AgentWay, createExchange, sendOnce } from './exchange.ts';
import { maskSecrets } from './mask-secrets.ts';
import { noSignIns, type SignInMemory } from './request-token.ts';
import { readAnswer, type Seen } from './read-answer.ts';

/** What is asked of an instance, in the words of HTTP. */
export interface Question {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** An answer as it came, with what can be seen in it; nothing is concluded yet. */
export interface Heard {
  readonly kind: 'answer';
  readonly headers: Answer['headers'];
  readonly seen: Seen;
}

/** No answer came, or no sign-in to ask with. */
export interface Silent {
  readonly kind: 'silent';
  readonly error: RelayError;
  /** The system's own word for it, `ENOTFOUND` or `CERT_HAS_EXPIRED`. */
  readonly cause: string | undefined;
}

/** Looks at one instance as a person with a shell would: what it answers is a value, whatever it is. */
export interface Inspector {
  /** Without credentials. */
  knock(question: Question): Promise<Heard | Silent>;
  /** Signed in. After a refused sign-in nothing more is sent: five of them lock the account. */
  ask(question: Question): Promise<Heard | Silent>;
  /** Rows of a table that came, or nothing where the answer was none. */
  rows(table: string, query: TableQuery): Promise<Rows>;
  /** How many sign-ins were refused: at most one. */
  refusedSignIns(): number;
  /** Until when the certificate is good that was met; `undefined` where none was seen. */
  certificateEnd(): number | undefined;
  /** Then the proxy looks the name of the instance up, and not this machine. */
  goesByProxy(): boolean;
}

interface TableQuery {
  readonly query: string;
  readonly fields: readonly string[];
  readonly limit?: number;
}

export type Rows =
  | {
      readonly kind: 'rows';
      readonly rows: readonly Readonly<Record<string, string>>[];
      /** What the instance says there is, whether or not this account may see it. */
      readonly total: number | undefined;
    }
  | { readonly kind: 'none'; readonly heard: Heard | Silent };

const Page = z.object({ result: z.array(z.record(z.string(), z.string().catch(''))) });

export interface InspectDeps {
  readonly outgoing: Pick<Outgoing, 'send'> &
    Partial<Pick<Outgoing, 'certificateEndOf' | 'goesByProxy'>>;
  /** The way to instances that only an agent reaches. */
  readonly agents?: AgentWay;
  readonly clock: Clock;
  readonly deadlineMs: number;
  /** What connections have to remember where a person signs in. */
  readonly signIns?: SignInMemory;
}

export function createInspector(deps: InspectDeps, connection: Connection): Inspector {
  const exchange = createExchange(deps);
  const signIn = createAuthentication(connection, {
    exchange,
    steadyClock,
    clock: deps.clock,
    signIns: deps.signIns ?? noSignIns,
  });
  let refusal: Silent | undefined;

  async function send(question: Question, proof: Proof | undefined) {
    const { method = 'GET', path, query = {}, body } = question;
    const search = new URLSearchParams(query).toString();
    const secrets = proof === undefined ? [] : [proof.secret];
    try {
      const answer = await sendOnce(deps, {
        connection,
        attempted: `ask for ${path}`,
        endpoint: 'table',
        method,
        url: `${connection.url}${path}${search === '' ? '' : `?${search}`}`,
        headers: {
          ...proof?.headers,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return toHeard(answer, (text) => maskSecrets(text, connection, secrets));
    } catch (error) {
      return toSilent(error);
    }
  }

  async function ask(question: Question): Promise<Heard | Silent> {
    if (refusal !== undefined) return refusal;
    let proof: Proof;
    try {
      proof = await signIn.authorize();
    } catch (error) {
      const silent = toSilent(error);
      if (isRefusedSignIn(silent.error)) refusal = silent;
      return silent;
    }
    const heard = await send(question, proof);
    if (heard.kind === 'answer' && heard.seen.status === 401) {
      refusal = {
        kind: 'silent',
        error: new RelayError('SERVICENOW_UNAUTHORIZED', 'The instance refused the sign-in.'),
        cause: undefined,
      };
    }
    return heard;
  }

  return {
    knock: (question) => send(question, undefined),
    ask,
    refusedSignIns: () => (refusal === undefined ? 0 : 1),
    certificateEnd: () => deps.outgoing.certificateEndOf?.(connection.url),
    goesByProxy: () => deps.outgoing.goesByProxy?.(connection.url, connection.transport) === true,
    async rows(table, { query, fields, limit = 100 }) {
      const heard = await ask({
        path: `/api/now/table/${table}`,
        query: {
          sysparm_query: query,
          sysparm_fields: fields.join(','),
          sysparm_limit: String(limit),
          sysparm_exclude_reference_link: 'true',
        },
      });
      if (heard.kind === 'silent' || heard.seen.status !== 200) return { kind: 'none', heard };
      const page = Page.safeParse(heard.seen.json);
      if (!page.success) return { kind: 'none', heard };
      const total = Number(heard.headers['x-total-count'] ?? Number.NaN);
      return {
        kind: 'rows',
        rows: page.data.result,
        total: Number.isNaN(total) ? undefined : total,
      };
    },
  };
}

/** A refresh token that is over is one too, but that nobody has signed in yet is none. */
function isRefusedSignIn({ code, details }: RelayError): boolean {
  return code === 'SERVICENOW_UNAUTHORIZED' || details['isRefused'] === true;
}

function toHeard({ status, headers, body }: Answer, mask: (text: string) => string): Heard {
  const seen = readAnswer({ status, headers, text: body.toString('utf8') }, mask);
  return { kind: 'answer', headers, seen };
}

function toSilent(error: unknown): Silent {
  if (!(error instanceof RelayError)) throw error;
  return { kind: 'silent', error, cause: causeOf(error) };
}

/** Node and undici wrap the system's error; the innermost code names what happened. */
function causeOf(error: RelayError): string | undefined {
  const outgoing = error.cause;
  if (!(outgoing instanceof OutgoingError)) return undefined;
  const codes: string[] = [];
  let inner: unknown = outgoing.cause;
  while (inner instanceof Error) {
    if ('code' in inner && typeof inner.code === 'string') codes.push(inner.code);
    inner = inner instanceof AggregateError ? inner.errors[0] : inner.cause;
  }
  return codes.at(-1);
}
