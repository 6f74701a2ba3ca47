import { createServer, type Server } from 'node:http';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import Provider from 'oidc-provider';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createGroupCommit } from '../../relay/src/database/group-commit.ts';
import { openSqlite } from '../../relay/src/database/sqlite.ts';
import type { Store } from '../../relay/src/database/store.ts';
import type { Connection } from '../../relay/src/domain/configuration.ts';
import { sampleConnection } from '../../relay/src/domain/samples.ts';
import { createIds } from '../../relay/src/lib/ids.ts';
import { createOutgoing } from '../../relay/src/lib/outgoing.ts';
import { Secret } from '../../relay/src/lib/secret.ts';
import { createKeyFile } from '../../relay/src/secrets/key-file.ts';
import { toKeyPlace } from '../../relay/src/secrets/key-place.ts';
import { openSecrets } from '../../relay/src/secrets/open-secrets.ts';
import { createServiceNow } from '../../relay/src/servicenow/create-servicenow.ts';
import { createCodeRedeemer } from '../../relay/src/servicenow/redeem-code.ts';
import { beginSignIn } from '../../relay/src/sign-in/begin-sign-in.ts';
import { createSignInRouter } from '../../relay/src/sign-in/router.ts';
import { createSignInMemory } from '../../relay/src/sign-in/sign-in-memory.ts';
import { findSignIn } from '../../relay/src/store/sign-ins.ts';
import { noMemory } from '../../relay/src/servicenow/sample-servicenow.ts';
import type { Instance } from '../instance/create-instance.ts';
import { createTestClient, type TestClient } from '../instance/testing/client.ts';
import { startInstanceHere } from '../support/instance-here.ts';
import { listenOnLoopback } from '../support/listen.ts';
import { runCli } from '../support/run-cli.ts';

/**
 * The authorization code flow against a referee that is not ours (oidc-provider, certified), and against
 * the simulated instance.
 */

interface Relay {
  readonly url: string;
  readonly store: Store;
  readonly folder: string;
  readonly connections: Connection[];
  readonly servicenow: ReturnType<typeof createServiceNow>;
  /** What left for a token endpoint, as form fields. */
  readonly redeemed: Record<string, string>[];
  readonly time: { offsetMs: number };
  begin(name: string): ReturnType<typeof beginSignIn>;
  close(): Promise<void>;
}

let relay: Relay;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  relay = await startRelay();
});

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  await relay.close();
});

async function listen(server: Server): Promise<string> {
  return `http://127.0.0.1:${await listenOnLoopback(server)}`;
}

async function startRelay(): Promise<Relay> {
  const folder = mkdtempSync(path.join(tmpdir(), 'relay-code-'));
  const store = await openSqlite(path.join(folder, 'data'));
  const { db } = store;
  const time = { offsetMs: 0 };
  const clock = { now: () => Date.now() + time.offsetMs };
  const newId = createIds(() => clock.now());
  const commit = createGroupCommit(store, () => undefined);
  createKeyFile(path.join(folder, 'relay.key'));
  const keyPlace = toKeyPlace({}, path.join(folder, 'relay.yml'));
  const { sealing } = await openSecrets({ db, commit, keyPlace, newId, now: () => clock.now() });
  const signIns = createSignInMemory({ db, commit, sealing, clock, holder: 'relay' });
  const real = createOutgoing({ allow: ['127.0.0.1'] });
  const redeemed: Record<string, string>[] = [];
  const outgoing: Pick<typeof real, 'send'> = {
    send: (request) => {
      redeemed.push(Object.fromEntries(new URLSearchParams(String(request.body ?? ''))));
      return real.send(request);
    },
  };
  const connections: Connection[] = [];
  const app = express();
  const server = createServer(app);
  const url = await listen(server);
  app.use(
    createSignInRouter({
      db,
      commit,
      clock,
      sealing,
      signIns,
      redeemer: createCodeRedeemer({ outgoing, clock, deadlineMs: 10_000 }),
      findConnection: (workspace, name) =>
        connections.find((one) => one.workspace === workspace && one.name === name),
      publicUrl: () => url,
    }),
  );
  const servicenow = createServiceNow({
    outgoing: real,
    clock,
    steadyClock: clock,
    signIns,
    deadlineMs: 10_000,
    memory: noMemory,
  });
  return {
    url,
    store,
    folder,
    connections,
    servicenow,
    redeemed,
    time,
    begin(name) {
      const connection = connections.find((one) => one.name === name);
      if (connection === undefined) throw new TypeError(`no connection ${name}`);
      const deps = { commit, newId, now: () => clock.now(), publicUrl: url };
      return beginSignIn(deps, connection, 'test');
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await real.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Another person's server: certified, with PKCE demanded, `iss` in its answers, refresh tokens rotated. */
async function startReferee(name: string, change: object = {}): Promise<Connection> {
  const server = createServer();
  const issuer = await listen(server);
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'relay',
        client_secret: 'CANARY-client-secret',
        redirect_uris: [`${relay.url}/oauth/callback/default/${name}`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    scopes: ['openid', 'offline_access'],
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    pkce: { required: () => true },
    cookies: { keys: ['a key of the referee'] },
    jwks: undefined,
    ...change,
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const connection = sampleConnection({
    name,
    url: issuer,
    mode: 'table',
    credentials: {
      kind: 'authorization-code',
      clientId: 'relay',
      clientSecret: new Secret('CANARY-client-secret'),
      authorizationUrl: `${issuer}/auth`,
      tokenUrl: `${issuer}/token`,
      issuer,
      scope: 'openid',
    },
  });
  relay.connections.push(connection);
  return connection;
}

/** A browser: cookies by host and path, redirects one by one, forms filled in as a person would. */
function createBrowser() {
  const jar = new Map<string, Map<string, { value: string; path: string }>>();
  const keep = (url: URL, answer: Response): void => {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      const [, where = '/'] = attributes.find((one) => /^path=/i.test(one))?.split('=') ?? [];
      const cookies = jar.get(url.host) ?? new Map<string, { value: string; path: string }>();
      cookies.set(`${pair.slice(0, at)} ${where}`, { value: pair, path: where });
      if (pair.endsWith('=') || /max-age=0/i.test(line))
        cookies.delete(`${pair.slice(0, at)} ${where}`);
      jar.set(url.host, cookies);
    }
  };
  const cookiesFor = (url: URL): string =>
    [...(jar.get(url.host)?.values() ?? [])]
      .filter(({ path: where }) => url.pathname.startsWith(where))
      .map(({ value }) => value)
      .join('; ');
  async function visit(address: string, form?: Record<string, string>): Promise<Response> {
    const url = new URL(address);
    const answer = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { cookie: cookiesFor(url) },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    keep(url, answer);
    return answer;
  }
  /** Follows redirects and presses the buttons of sign-in pages until it would go to `stopAt`. */
  async function walk(address: string, stopAt: string): Promise<string> {
    let next = address;
    for (let step = 0; step < 20; step += 1) {
      if (next.startsWith(stopAt)) return next;
      const answer = await visit(next);
      const location = answer.headers.get('location');
      if (location !== null) {
        next = new URL(location, next).href;
        continue;
      }
      const page = await answer.text();
      const action = /action="([^"]+)"/.exec(page)?.[1] ?? next;
      const target = new URL(action, next).href;
      const pressed = await visit(target, formOf(page));
      next = new URL(pressed.headers.get('location') ?? '', target).href;
    }
    throw new TypeError(`never came to ${stopAt}`);
  }
  return { visit, walk };
}

function formOf(page: string): Record<string, string> {
  if (page.includes('user_name')) return { user_name: signIn.user, user_password: signIn.password };
  if (page.includes('would like to connect')) return { action: signIn.action };
  const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1] ?? '';
  return prompt === 'login' ? { prompt, login: 'somebody', password: 'x' } : { prompt };
}

const signIn = { user: '', password: '', action: 'allow' };

type Browser = ReturnType<typeof createBrowser>;

const Doctor = z.object({
  checks: z.array(z.object({ id: z.string(), verdict: z.string(), cure: z.string().optional() })),
});

/** From the link to the moment before the browser goes back to the relay. */
async function untilCallback(browser: Browser, name: string): Promise<string> {
  const begun = await relay.begin(name);
  const page = await (await browser.visit(begun.url)).text();
  const href = /href="([^"]+)"/.exec(page)?.[1] ?? '';
  return browser.walk(new URL(href, begun.url).href, `${relay.url}/oauth/callback/`);
}

const kept = (): Promise<readonly { connection: string }[]> =>
  relay.store.db.selectFrom('refresh_token').select('connection').execute();

describe('with an independent server as referee', () => {
  test('a person connects, and what it takes to renew is kept', async () => {
    await startReferee('main');
    const browser = createBrowser();

    const callback = await untilCallback(browser, 'main');
    const answer = await browser.visit(callback);

    expect(await answer.text()).toContain('Connected');
    expect(answer.status).toBe(200);
    expect(await kept()).toEqual([{ connection: 'main' }]);
    expect(relay.redeemed[0]).toMatchObject({
      grant_type: 'authorization_code',
      redirect_uri: `${relay.url}/oauth/callback/default/main`,
      code_verifier: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  test('a state is good once: the same answer a second time connects nobody', async () => {
    await startReferee('main');
    const browser = createBrowser();
    const callback = await untilCallback(browser, 'main');
    await browser.visit(callback);

    const again = await browser.visit(callback);

    expect(again.status).toBe(403);
    expect(relay.redeemed).toHaveLength(1);
  });

  test('a link is good once, and for ten minutes', async () => {
    await startReferee('main');
    const begun = await relay.begin('main');
    const go = `${begun.url}/go`;
    expect((await createBrowser().visit(go)).status).toBe(303);

    expect((await createBrowser().visit(go)).status).not.toBe(303);
    const later = await relay.begin('main');
    relay.time.offsetMs = 601_000;
    expect((await createBrowser().visit(later.url)).status).not.toBe(200);
  });

  test('of two clicks at once one begins the sign-in, and can end it', async () => {
    await startReferee('main');
    const begun = await relay.begin('main');
    const browsers = [createBrowser(), createBrowser()];

    const answers = await Promise.all(browsers.map((one) => one.visit(`${begun.url}/go`)));

    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    const first = answers.findIndex(({ status }) => status === 303);
    const out = answers[first]?.headers.get('location') ?? '';
    const callback = await browsers[first]?.walk(out, `${relay.url}/oauth/callback/`);
    const answer = await browsers[first]?.visit(callback ?? '');
    expect(answer?.status).toBe(200);
    expect(await kept()).toEqual([{ connection: 'main' }]);
  });

  test('a server that gives no refresh token connects nobody: it would end within the hour', async () => {
    await startReferee('main', { issueRefreshToken: async () => false });
    const browser = createBrowser();
    const begun = await relay.begin('main');
    const callback = await browser.walk(`${begun.url}/go`, `${relay.url}/oauth/callback/`);

    const answer = await browser.visit(callback);

    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining('no refresh token'),
    ]);
    expect(relay.redeemed).toHaveLength(1);
    expect(await kept()).toEqual([]);
    const of = { workspace: 'default', connection: 'main' };
    expect(await findSignIn(relay.store.db, of, begun.id)).toMatchObject({ outcome: 'failed' });
  });

  test('the session is for this browser, this connection and ten minutes', async () => {
    await startReferee('main');
    await startReferee('other');
    const go = async (name: string): Promise<string> => {
      const begun = await relay.begin(name);
      const out = await fetch(`${begun.url}/go`, { redirect: 'manual' });
      return out.headers.get('set-cookie') ?? '';
    };

    const cookie = await go('main');
    const elsewhere = await fetch(`${relay.url}/oauth/callback/default/other?code=a&state=b`, {
      headers: { cookie: cookie.split(';')[0] ?? '' },
    });
    const late = await go('main');
    relay.time.offsetMs = 601_000;
    const tooLate = await fetch(`${relay.url}/oauth/callback/default/main?code=a&state=b`, {
      headers: { cookie: late.split(';')[0] ?? '' },
    });

    expect(cookie).toMatch(
      /^alert_relay_sign_in=[\w-]{43}; Path=\/oauth\/callback\/default\/main; Max-Age=600; HttpOnly; SameSite=Lax$/,
    );
    for (const answer of [elsewhere, tooLate]) {
      expect([answer.status, await answer.text()]).toEqual([
        403,
        expect.stringContaining('not begun in this browser'),
      ]);
      expect(answer.headers.get('set-cookie')).toContain('Max-Age=0');
    }
    expect(relay.redeemed).toEqual([]);
  });

  test("an attacker's code in the victim's browser is refused: it has another session", async () => {
    // One that gives codes without a challenge too, so that only ours can refuse.
    await startReferee('main', { pkce: { required: () => false } });
    const attacker = createBrowser();
    const victim = createBrowser();
    const stolen = await untilCallback(attacker, 'main');

    const withoutSession = await victim.visit(stolen);
    const own = await untilCallback(victim, 'main');
    const injected = new URL(own);
    injected.searchParams.set('code', new URL(stolen).searchParams.get('code') ?? '');
    const answer = await victim.visit(injected.href);

    expect(withoutSession.status).toBe(403);
    // PKCE: the code was made for the attacker's verifier, the referee refuses ours.
    expect(answer.status).toBe(403);
    expect(await kept()).toEqual([]);
  });

  test('a state of another session is refused before the code is shown to anybody', async () => {
    await startReferee('main');
    const browser = createBrowser();
    const forged = new URL(await untilCallback(browser, 'main'));
    forged.searchParams.set('state', 'a'.repeat(24));

    const answer = await browser.visit(forged.href);

    expect(answer.status).toBe(403);
    expect(relay.redeemed).toEqual([]);
  });

  test('a mix-up is refused: the answer of one server at the address of another', async () => {
    await startReferee('honest');
    await startReferee('evil');
    const browser = createBrowser();
    const fromEvil = new URL(await untilCallback(browser, 'evil'));
    await untilCallback(browser, 'honest');
    fromEvil.pathname = '/oauth/callback/default/honest';

    const answer = await browser.visit(fromEvil.href);

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('another server');
    expect(relay.redeemed).toEqual([]);
  });

  test('a request without PKCE gets no code of the referee, and one whose challenge was taken off buys nothing', async () => {
    await startReferee('strict');
    await startReferee('lax', { pkce: { required: () => false } });
    const strip = async (name: string): Promise<string> => {
      const browser = createBrowser();
      const begun = await relay.begin(name);
      const out = await browser.visit(`${begun.url}/go`);
      const stripped = new URL(out.headers.get('location') ?? '');
      expect(stripped.searchParams.get('code_challenge_method')).toBe('S256');
      stripped.searchParams.delete('code_challenge');
      stripped.searchParams.delete('code_challenge_method');
      const callback = await browser.walk(stripped.href, `${relay.url}/oauth/callback/`);
      return (await browser.visit(callback)).text();
    };

    expect(await strip('strict')).toContain('Not connected');
    expect(await strip('lax')).toContain('Not connected');
    expect(await kept()).toEqual([]);
  });

  test.each([
    ['?error=access_denied', 'Access was denied'],
    ['?error=invalid_scope', 'refused the request'],
    ['', 'neither a code nor a reason'],
    ['?code=a&code=b&state=c', 'neither a code nor a reason'],
  ])('an answer %s ends the sign-in with its reason', async (query, reason) => {
    await startReferee('main');
    const browser = createBrowser();
    const begun = await relay.begin('main');
    await browser.visit(`${begun.url}/go`);

    const answer = await browser.visit(`${relay.url}/oauth/callback/default/main${query}`);
    const of = { workspace: 'default', connection: 'main' };
    const ended = await findSignIn(relay.store.db, of, begun.id);

    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining(reason)]);
    expect(ended).toMatchObject({ outcome: 'failed', because: expect.stringContaining(reason) });
  });

  test('neither tokens nor the verifier lie in the store as they are, nor does the link', async () => {
    await startReferee('main');
    const browser = createBrowser();
    const begun = await relay.begin('main');
    await browser.visit(`${begun.url}/go`);
    const callback = await untilCallback(browser, 'main');
    await browser.visit(callback);

    const folder = path.join(relay.folder, 'data');
    const bytes = readdirSync(folder).map((name) =>
      readFileSync(path.join(folder, name), 'latin1'),
    );
    const [redeemed] = relay.redeemed;
    for (const canary of [
      begun.url.split('/').at(-1) ?? '',
      redeemed?.['code_verifier'] ?? '',
      'CANARY-client-secret',
    ]) {
      expect(canary.length).toBeGreaterThan(10);
      expect(bytes.filter((file) => file.includes(canary))).toEqual([]);
    }
  });
});

describe('with the simulated instance', () => {
  let instance: Instance;
  let admin: TestClient;
  let client: string;
  let connection: Connection;

  beforeAll(async () => {
    instance = await startInstanceHere({ demoData: false, scheduledJobs: false });
    admin = createTestClient(instance.url, instance.admin);
    const made = await admin.post('/api/now/table/oauth_entity', {
      name: 'Alert Relay',
      type: 'client',
      client_id: 'relay',
      client_secret: 'CANARY-client-secret',
      active: 'true',
    });
    client = String(made.result['sys_id']);
    return () => instance.close();
  });

  beforeEach(async () => {
    instance.control.setClockOffsetMs(0);
    await admin.patch(`/api/now/table/oauth_entity/${client}`, {
      redirect_url: `${relay.url}/oauth/callback/default/production`,
    });
    Object.assign(signIn, instance.admin, { action: 'allow' });
    connection = sampleConnection({
      name: 'production',
      url: instance.url,
      mode: 'table',
      credentials: {
        kind: 'authorization-code',
        clientId: 'relay',
        clientSecret: new Secret('CANARY-client-secret'),
        authorizationUrl: undefined,
        tokenUrl: undefined,
        issuer: undefined,
        scope: undefined,
      },
    });
    relay.connections.push(connection);
  });

  const read = () =>
    relay.servicenow.fetchRecords(connection, 'incident', {
      updatedOn: '2020-01-01 00:00:00',
      sysId: '',
    });

  test('Connect, sign in, Allow, and back: the relay reads, and goes on reading', async () => {
    await expect(read()).rejects.toMatchObject({
      code: 'SERVICENOW_SIGN_IN_NEEDED',
      message: expect.stringContaining('alert-relay connect production'),
    });
    const browser = createBrowser();

    const answer = await browser.visit(await untilCallback(browser, 'production'));

    expect(await answer.text()).toContain('Connected');
    await read();
    relay.time.offsetMs = 3_600_000;
    instance.control.setClockOffsetMs(3_600_000);
    await read();
    relay.time.offsetMs = 101 * 86_400_000;
    instance.control.setClockOffsetMs(101 * 86_400_000);
    await expect(read()).rejects.toMatchObject({ code: 'SERVICENOW_SIGN_IN_NEEDED' });
  });

  test('the doctor at the shell asks with what the person left, and says so where nobody has signed in', async () => {
    const credentials = {
      kind: 'authorization-code',
      clientId: 'relay',
      clientSecret: 'CANARY-client-secret',
    };
    const production = { name: 'production', url: instance.url, mode: 'table', credentials };
    const workspaces = [{ name: 'default', connections: [production] }];
    const file = {
      data: path.join(relay.folder, 'data'),
      outgoing: { allow: ['127.0.0.1'] },
      provision: { workspaces },
    };
    writeFileSync(path.join(relay.folder, 'relay.yml'), JSON.stringify(file));
    const signInOf = async (): Promise<unknown> => {
      const { json } = await runCli({ dataFolder: file.data }, 'doctor', 'production');
      return Doctor.parse(json).checks.find(({ id }) => id === 'sign-in');
    };

    const before = await signInOf();
    const browser = createBrowser();
    await browser.visit(await untilCallback(browser, 'production'));
    const after = await signInOf();

    expect(before).toMatchObject({ cure: expect.stringContaining('alert-relay connect') });
    expect(after).toMatchObject({ verdict: 'pass' });
  });

  test('Deny leaves everything as it was, and says so', async () => {
    Object.assign(signIn, { action: 'deny' });
    const browser = createBrowser();

    const answer = await browser.visit(await untilCallback(browser, 'production'));

    expect(await answer.text()).toContain('Access was denied');
    expect(await kept()).toEqual([]);
  });
});
