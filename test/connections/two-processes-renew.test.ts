import { createServer } from 'node:http';
import path from 'node:path';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleConnection } from '../../relay/src/domain/samples.ts';
import { Secret } from '../../relay/src/lib/secret.ts';
import { createKeyFile } from '../../relay/src/secrets/key-file.ts';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { listenOnLoopback } from '../support/listen.ts';
import { inProject } from '../support/project.ts';
import { startProcess } from '../support/start-process.ts';
import { findPostgres, type Postgres, startPostgres } from '../support/start-postgres.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { openSharedSignIns } from './shared-sign-ins.ts';

/** ServiceNow gives the same refresh token again and again; servers that do not are the hard case. */
const WORKERS = 20;
const EXPIRIES = 50;

let postgres: Postgres | undefined;

beforeAll(async () => {
  if (findPostgres() !== undefined) postgres = await startPostgres(['fsync=off']);
});

afterAll(async () => postgres?.stop());

/** A certified server that gives each refresh token once, and ends the sign-in where one comes again. */
async function startReferee() {
  const server = createServer();
  const issuer = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'relay',
        client_secret: 'client-secret',
        redirect_uris: [`${issuer}/callback`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    scopes: ['openid', 'offline_access'],
    rotateRefreshToken: true,
    cookies: { keys: ['a key of the referee'] },
  });
  const seen = { renewed: 0, refused: [] as string[], calls: 0 };
  provider.on('grant.success', () => (seen.renewed += 1));
  provider.on('grant.error', (_context, error) => seen.refused.push(error.error));
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/api/now/') !== true) return void answer(request, response);
    seen.calls += 1;
    response.setHeader('content-type', 'application/json').end('{"result":[]}');
  });
  return { issuer, provider, seen, [Symbol.asyncDispose]: async () => void server.close() };
}

/** As a person's sign-in ends. */
async function firstToken(provider: Provider): Promise<string> {
  const client = await provider.Client.find('relay');
  if (client === undefined) throw new TypeError('no client');
  const grant = new provider.Grant({ accountId: 'somebody', clientId: 'relay' });
  grant.addOIDCScope('openid offline_access');
  const grantId = await grant.save();
  const token = new provider.RefreshToken({
    client,
    accountId: 'somebody',
    grantId,
    gty: 'authorization_code',
    scope: 'openid offline_access',
  });
  return token.save();
}

test('S16 twenty workers in each of two processes, fifty expiries: no refresh token is shown twice', async () => {
  if (postgres === undefined) {
    hereOrSkipped(false, 'PostgreSQL 15 or newer (postgresql)');
    return;
  }
  await using referee = await startReferee();
  await using folder = await createTemporaryFolder('renewals');
  const url = postgres.url('renewals');
  await postgres.createDatabase('renewals');
  createKeyFile(path.join(folder.path, 'relay.key'));
  await keepToken(url, folder.path, await firstToken(referee.provider));

  const child = () =>
    startProcess({
      name: 'renewing process',
      command: process.execPath,
      args: [
        inProject('test/connections/renewing-child.ts'),
        url,
        referee.issuer,
        folder.path,
        String(WORKERS),
        String(EXPIRIES),
      ],
      ready: (line) => line === 'done' || undefined,
    });
  const ended = await Promise.all([child(), child()]);
  await Promise.all(ended.map(({ exited }) => exited));

  expect(referee.seen.refused).toEqual([]);
  expect(referee.seen.renewed).toBe(2 * EXPIRIES);
  expect(referee.seen.calls).toBe(2 * EXPIRIES * WORKERS);
}, 120_000);

async function keepToken(url: string, folder: string, token: string): Promise<void> {
  const { signIns, close } = await openSharedSignIns(url, folder);
  await signIns.record(sampleConnection(), new Secret(token));
  await close();
}
