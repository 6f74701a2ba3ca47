import { z } from 'zod';
import { nameOf } from '../domain/connection-name.ts';
import type { Connection } from '../domain/configuration.ts';
import { toCanonicalJson } from '../lib/canonical-json.ts';
import { sha256Hex } from '../lib/digest.ts';
import { RelayError } from '../lib/errors.ts';
import { parseHttpDate } from '../lib/retry-after.ts';
import { Secret } from '../lib/secret.ts';
import { toTransportKey } from '../lib/transport.ts';
import type { Authentication, Proof } from './authentication.ts';
import { createAuthentication, type AuthenticationDeps } from './create-authentication.ts';
import { type Exchange } from './exchange.ts';
import { APP_PATH, parseResult } from './wire.ts';

interface Call<Result extends z.ZodType> {
  /** Completes "Could not …". */
  readonly attempted: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Our app, unless something else is said. */
  readonly api?: Api;
  /** Below the root of the API. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** What the contract, or the platform's documentation, promises as result. */
  readonly result: Result;
  /** Instead of the one that all calls have. */
  readonly deadlineMs?: number;
  readonly leaveBy?: number | undefined;
}

const roots = {
  app: APP_PATH,
  table: '/api/now/table',
  attachment: '/api/now/attachment',
} as const;
type Api = keyof typeof roots;

interface ListCall<Row extends z.ZodType> extends Omit<Call<Row>, 'method' | 'result' | 'body'> {
  readonly row: Row;
}

interface List<Row extends z.ZodType> {
  readonly rows: readonly z.output<Row>[];
  readonly total: number | undefined;
  /** By the clock of the instance; ms. */
  readonly now: number | undefined;
}

/** The platform's own APIs refuse alike. */
const endpointOf = { app: 'app', table: 'table', attachment: 'table' } as const;

/** Calls the REST APIs of any connection, signed in. */
export interface Client {
  call<Result extends z.ZodType>(
    connection: Connection,
    call: Call<Result>,
  ): Promise<z.output<Result>>;
  /**
   * One page of a list, and how long the list is, where the instance counts it: with what the account may not
   * see, which is left out of the page although the limit counts it (servicenow-platform.md 0.2).
   */
  list<Row extends z.ZodType>(connection: Connection, call: ListCall<Row>): Promise<List<Row>>;
  /** The content of a picture as it is, by the platform's Attachment API. */
  download(
    connection: Connection,
    file: Pick<Call<z.ZodType>, 'attempted' | 'path' | 'deadlineMs'>,
  ): Promise<Buffer>;
  /** Forgets how a connection signed in, and gives the tokens that it held. */
  forget(connection: Connection): readonly string[];
}

export function createClient(deps: AuthenticationDeps): Client {
  const known = new Map<string, { readonly digest: string; readonly signIn: Authentication }>();
  /** A connection that is changed is another object. */
  const digests = new WeakMap<Connection, string>();

  /** Changed credentials are seen with the next call and leave the old token behind. */
  function authenticationOf(connection: Connection): Authentication {
    const digest = digests.get(connection) ?? digestOf(connection);
    digests.set(connection, digest);
    const name = nameOf(connection);
    const found = known.get(name);
    if (found?.digest === digest) return found.signIn;
    const signIn = createAuthentication(connection, deps);
    known.set(name, { digest, signIn });
    if (connection.standby !== undefined) deps.onTurn?.(connection, 'first');
    return signIn;
  }

  async function signedIn<Answer>(
    connection: Connection,
    ask: (proof: Proof) => Promise<Answer>,
  ): Promise<Answer> {
    const signIn = authenticationOf(connection);
    // A token may be over before its time, and then, where there are two sets, one of them.
    const refusals = connection.standby === undefined ? 1 : 2;
    let refusal: unknown;
    const refused = new Set<Proof>();
    for (;;) {
      const proof = await signIn.authorize();
      // Two passwords are each tried once: what comes after the second is the first again.
      if (refused.has(proof)) throw refusal;
      try {
        return await ask(proof);
      } catch (error) {
        if (!isRefusedSignIn(error) || refused.size === refusals || !signIn.renew(proof))
          throw error;
        refused.add(proof);
        refusal = error;
      }
    }
  }

  return {
    forget(connection) {
      const tokens = known.get(nameOf(connection))?.signIn.tokens() ?? [];
      known.delete(nameOf(connection));
      return tokens;
    },
    async call(connection, call) {
      const json = await signedIn(connection, (proof) =>
        callSigned(deps.exchange, connection, call, proof),
      );
      return toResult(connection, call, json);
    },
    async list(connection, { row, ...rest }) {
      const call = { ...rest, method: 'GET', result: z.array(row), isList: true } as const;
      const json = await signedIn(connection, (proof) =>
        callSigned(deps.exchange, connection, call, proof),
      );
      const { total, date } = Head.parse(json);
      return { rows: toResult(connection, call, json), total, now: parseHttpDate(date) };
    },
    download: (connection, { attempted, path, deadlineMs }) =>
      signedIn(connection, async (proof) => {
        const content = await deps.exchange({
          connection,
          attempted,
          endpoint: 'table',
          method: 'GET',
          url: `${connection.url}${roots.attachment}${path}`,
          headers: { ...proof.headers, accept: '*/*' },
          ...(deadlineMs === undefined ? {} : { deadlineMs }),
          secrets: [proof.secret],
          isFile: true,
        });
        if (Buffer.isBuffer(content)) return content;
        throw new RelayError(
          'SERVICENOW_UNEXPECTED_ANSWER',
          `Could not ${attempted} on connection ${nameOf(connection)}: what came is no picture.`,
        );
      }),
  };
}

const Head = z.object({
  total: z.coerce.number().int().min(0).optional().catch(undefined),
  date: z.string().optional(),
});

function callSigned(
  exchange: Exchange,
  connection: Connection,
  call: Omit<Call<z.ZodType>, 'result'> & { readonly isList?: true },
  proof: Proof,
): Promise<unknown> {
  const {
    attempted,
    method,
    api = 'app',
    path,
    query = {},
    body,
    deadlineMs,
    leaveBy,
    isList,
  } = call;
  const search = new URLSearchParams(query).toString();
  return exchange({
    connection,
    attempted,
    endpoint: endpointOf[api],
    method,
    url: `${connection.url}${roots[api]}${path}${search === '' ? '' : `?${search}`}`,
    headers: {
      ...proof.headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    leaveBy,
    ...(isList === undefined ? {} : { isList }),
    secrets: [proof.secret],
  });
}

function toResult<Result extends z.ZodType>(
  connection: Connection,
  { attempted, api = 'app', result }: Pick<Call<Result>, 'attempted' | 'api' | 'result'>,
  json: unknown,
): z.output<Result> {
  return parseResult(
    result,
    json,
    `${attempted} on connection ${nameOf(connection)}`,
    endpointOf[api],
  );
}

/** A login page is the same code without the status: a new token would meet it again. */
function isRefusedSignIn(error: unknown): boolean {
  return (
    error instanceof RelayError &&
    error.code === 'SERVICENOW_UNAUTHORIZED' &&
    error.details['status'] === 401
  );
}

function digestOf({ url, credentials, standby, transport }: Connection): string {
  const revealed = [credentials, standby ?? {}].map((set) =>
    entriesOf(set).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]),
  );
  const way = transport === undefined ? '' : toTransportKey(transport);
  return sha256Hex(toCanonicalJson([url, revealed, way]));
}

function entriesOf(thing: object): readonly (readonly [string, unknown])[] {
  return Object.entries(thing);
}
