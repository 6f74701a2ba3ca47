import { randomBytes } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { Commit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { Connection } from '../domain/configuration.ts';
import type { Sealing } from '../domain/sealing.ts';
import type { Clock } from '../lib/clock.ts';
import { sha256Hex } from '../lib/digest.ts';
import { RelayError, toRelayError } from '../lib/errors.ts';
import { Secret } from '../lib/secret.ts';
import { type CodeCredentials, type CodeRedeemer, endpointsOf } from '../servicenow/redeem-code.ts';
import type { SignInMemory } from '../servicenow/request-token.ts';
import { beginSession, endSignIn, findSignInByLink, takeSession } from '../store/sign-ins.ts';
import { redirectUrlOf } from './begin-sign-in.ts';
import { resultPage, startPage } from './pages.ts';
import { runStrategy } from './strategy.ts';

export interface SignInRouterDeps {
  readonly db: Db;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly signIns: SignInMemory;
  readonly redeemer: CodeRedeemer;
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
  /** Known once the relay listens. */
  readonly publicUrl: () => string;
}

const COOKIE = 'alert_relay_sign_in';
const SESSION_SECONDS = 600;

/**
 * The round trip of a person through the instance, without a console:
 *
 *   link ──page──▶ "Connect" ──uses up the link, sets a fresh session──▶ instance: sign in, Allow
 *     ──▶ /oauth/callback/{workspace}/{connection} ──uses up the session──▶ tokens sealed, result page
 *
 * The page stands between link and session because programs that preview links open them.
 */
export function createSignInRouter(deps: SignInRouterDeps): Router {
  const router = express.Router();
  router.get('/oauth/start/:link', async ({ params }, response) => {
    const { connection } = await loadByLink(deps, params.link);
    const host = URL.parse(connection.url)?.host ?? '';
    response
      .type('html')
      .send(startPage({ connection: connection.name, host }, `${params.link}/go`));
  });
  router.get('/oauth/start/:link/go', (request, response) => goOut(deps, request, response));
  router.get('/oauth/callback/:workspace/:connection', (request, response) =>
    comeBack(deps, request, response),
  );
  return router;
}

async function loadByLink(deps: SignInRouterDeps, link: string) {
  const signIn = await findSignInByLink(deps.db, sha256Hex(link), deps.clock.now());
  if (signIn === undefined) throw noLink();
  return { signIn, ...loadConnection(deps, signIn.workspace, signIn.connection) };
}

function loadConnection(deps: SignInRouterDeps, workspace: string, name: string) {
  const connection = deps.findConnection(workspace, name);
  if (connection?.credentials.kind !== 'authorization-code') throw noLink();
  return { connection, credentials: connection.credentials };
}

function noLink(): RelayError {
  return new RelayError(
    'NOT_FOUND',
    'This link was used already, is older than ten minutes, or was never given out. "alert-relay connect" makes a new one.',
  );
}

async function goOut(
  deps: SignInRouterDeps,
  request: Request<{ link: string }>,
  response: Response,
): Promise<void> {
  const { link } = request.params;
  const { signIn, connection, credentials } = await loadByLink(deps, link);
  const session: Record<string, unknown> = {};
  const options = optionsFor(deps, connection, credentials);
  const step = await runStrategy(options, request, { query: {}, session });
  if (step.kind !== 'go to')
    throw new RelayError('BUG', `The sign-in did not begin: ${step.kind}.`);
  const id = randomBytes(32).toString('base64url');
  const sealed = await deps.sealing.seal(
    placeOf(connection, signIn.id),
    new Secret(JSON.stringify(session)),
  );
  const isFirst = await deps.commit((unit) =>
    beginSession(unit, sha256Hex(link), { hash: sha256Hex(id), sealed }),
  );
  if (!isFirst) throw noLink();
  const redirectUrl = redirectUrlOf(deps.publicUrl(), connection);
  response.setHeader('set-cookie', toCookie(id, redirectUrl, SESSION_SECONDS));
  response.redirect(303, step.url);
}

const SavedSession = z.record(z.string(), z.unknown());

async function comeBack(
  deps: SignInRouterDeps,
  request: Request<{ workspace: string; connection: string }>,
  response: Response,
): Promise<void> {
  const { workspace, connection: name } = request.params;
  const { connection, credentials } = loadConnection(deps, workspace, name);
  const redirectUrl = redirectUrlOf(deps.publicUrl(), connection);
  // Whatever happens, this session is over.
  response.setHeader('set-cookie', toCookie('', redirectUrl, 0));
  const taken = await deps.commit((unit) =>
    takeSession(unit, sha256Hex(cookieOf(request)), deps.clock.now()),
  );
  if (taken === undefined || taken.workspace !== workspace || taken.connection !== name) {
    sendResult(response, 403, 'Not connected', notBegunHere);
    return;
  }
  const opened = await deps.sealing.open(placeOf(connection, taken.id), taken.session);
  const session = SavedSession.parse(JSON.parse(opened.reveal()));
  const because = await finish(deps, { connection, credentials, request, session });
  await deps.commit((unit) =>
    endSignIn(unit, taken.id, {
      outcome: because === undefined ? 'connected' : 'failed',
      because,
      at: deps.clock.now(),
    }),
  );
  if (because === undefined) {
    const text = `The connection ${name} may use the instance from now on. You can close this page.`;
    sendResult(response, 200, 'Connected', text);
  } else {
    sendResult(response, 403, 'Not connected', because);
  }
}

const notBegunHere =
  'This sign-in was not begun in this browser, is over already, or took longer than ten minutes. Begin it again with a new link.';

/** Why nothing came of it; `undefined` when the tokens are kept. */
async function finish(
  deps: SignInRouterDeps,
  {
    connection,
    credentials,
    request,
    session,
  }: {
    readonly connection: Connection;
    readonly credentials: CodeCredentials;
    readonly request: Request;
    readonly session: Record<string, unknown>;
  },
): Promise<string | undefined> {
  const { query } = request;
  const { issuer } = endpointsOf(connection, credentials);
  // RFC 9207: a server that names itself must be the one that was asked. Not every server does.
  if (query['iss'] !== undefined && query['iss'] !== issuer) {
    return 'The answer came from another server than the one that was asked.';
  }
  if (query['error'] !== undefined) {
    return query['error'] === 'access_denied'
      ? 'Access was denied in ServiceNow. Nothing was changed.'
      : 'The instance refused the request. Check client id, redirect URL and scope of the application registry.';
  }
  const { code, state } = query;
  // Without a code passport-oauth2 would begin anew, with a list of them it would take any.
  if (typeof code !== 'string' || typeof state !== 'string' || code === '') {
    return 'The instance sent neither a code nor a reason.';
  }
  const options = optionsFor(deps, connection, credentials);
  const step = await runStrategy(options, request, { query: { code, state }, session });
  switch (step.kind) {
    case 'signed in':
      if (step.refreshToken === undefined) return noRefreshToken;
      await deps.signIns.record(connection, step.refreshToken);
      return undefined;
    case 'refused':
      return 'The answer does not belong to this sign-in (its state is another one).';
    case 'failed':
      return toRelayError(step.error).message;
    case 'go to':
      return 'The instance sent no code.';
  }
}

const noRefreshToken =
  'The instance gave no refresh token, so the connection would end within the hour. Allow refresh tokens in the application registry.';

function optionsFor(deps: SignInRouterDeps, connection: Connection, credentials: CodeCredentials) {
  const redirectUri = redirectUrlOf(deps.publicUrl(), connection);
  return { connection, credentials, redirectUri, redeemer: deps.redeemer };
}

function placeOf({ workspace }: Connection, id: string) {
  return { workspace, table: 'sign_in', row: id, column: 'session' };
}

/** For this one address, so that another tab's sign-in is not disturbed; Lax, since the way back is a link. */
function toCookie(value: string, redirectUrl: string, maxAge: number): string {
  const url = new URL(redirectUrl);
  const secure = url.protocol === 'https:' ? '; Secure' : '';
  return `${COOKIE}=${value}; Path=${url.pathname}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`;
}

function cookieOf(request: Request): string {
  const pairs = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${COOKIE}=`));
  return found?.slice(COOKIE.length + 1) ?? '';
}

function sendResult(response: Response, status: number, title: string, text: string): void {
  response.status(status).type('html').send(resultPage(title, text));
}
