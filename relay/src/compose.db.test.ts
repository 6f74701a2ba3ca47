import { createServer } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadWithReferences } from './cli/load-with-references.ts';
import { runCommand } from './cli/sample-command.ts';
import { type ComposedRelay, toSecretPlaces } from './cli/serve.ts';
import { compose } from './compose.ts';
import { connectors } from './connectors/registry.ts';
import { openSqlite } from './database/sqlite.ts';
import type { Db } from './database/schema.ts';
import { sampleChange } from './domain/samples.ts';
import { answerJson, type ReceivedRequest, startScriptedServer } from './lib/scripted-server.ts';
import { newMasterKey } from './secrets/key-file.ts';
import { createLog } from './telemetry/log.ts';

let folder = '';
const running: ComposedRelay[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'relay-composed-'));
});

afterEach(async () => {
  for (const relay of running.splice(0)) await relay.stop();
  rmSync(folder, { recursive: true });
});

/** Works on the store, before a relay does or beside it. */
async function inStore<Found>(work: (db: Db) => Promise<Found>): Promise<Found> {
  const store = await openSqlite(path.join(folder, 'data'), { beside: true });
  try {
    return await work(store.db);
  } finally {
    await store.close();
  }
}

const connection = {
  name: 'prod',
  url: 'https://127.0.0.1:1',
  credentials: { kind: 'basic', user: 'relay', password: 'hunter2' },
  changes: 'off',
};
const source = { name: 'web', connector: 'alertmanager', settings: { token: 'x'.repeat(32) } };

/** The relay as it is in operation, in this process. */
async function start(
  workspace: object = { name: 'main' },
  options: object = {},
  env: Readonly<Record<string, string>> = {},
) {
  const file = path.join(folder, 'relay.yml');
  const process = { listen: { port: 0 }, log: { level: 'silent' }, ...options };
  writeFileSync(file, JSON.stringify({ ...process, provision: { workspaces: [workspace] } }));
  const loaded = await loadWithReferences({ file, env: {}, connectors });
  if (loaded.kind === 'invalid') throw new TypeError(JSON.stringify(loaded.problems));
  const { provided } = loaded.config;
  const lines: string[] = [];
  const relay = await compose(loaded.config, {
    ...toSecretPlaces(env, file),
    readProvided: async () => provided,
    createLog: (level) => createLog(level, { write: (line) => void lines.push(line) }),
  });
  running.push(relay);
  const { url } = await relay.start();
  const get = async (where: string, headers = {}) => {
    const answer = await fetch(new URL(where, url), { headers });
    return { status: answer.status, text: await answer.text() };
  };
  const send = (method: string, where: string, body: string | undefined, headers = {}) =>
    fetch(new URL(where, url), { method, ...(body === undefined ? {} : { body }), headers });
  const post = (where: string, body = '{}', headers = {}) => send('POST', where, body, headers);
  return { get, post, send, lines };
}

async function createToken(): Promise<string> {
  const { printed } = await runCommand(folder, ['token', 'create', '--name', 'a', '--json']);
  const { token }: { token?: unknown } = Object(JSON.parse(printed.join('')));
  return String(token);
}

test('what a crash or a deletion left of sign-ins is tidied up before it matters', async () => {
  const kept = { workspace: 'main', sealed: 's', obtained_at: 0, renewed_until: 9e15 };
  await inStore((db) =>
    db
      .insertInto('refresh_token')
      .values([
        { ...kept, connection: 'prod', renewed_by: 'relay:of-before' },
        { ...kept, connection: 'beside', renewed_by: 'command:of-now' },
        { ...kept, connection: 'gone#1', renewed_by: null },
      ])
      .execute(),
  );

  await start();

  const left = await inStore((db) =>
    db.selectFrom('refresh_token').select(['connection', 'renewed_by']).execute(),
  );
  expect(left).toEqual([
    { connection: 'prod', renewed_by: null },
    { connection: 'beside', renewed_by: 'command:of-now' },
  ]);
});

test.each([
  [true, 1],
  [false, 0],
])(
  'an app that is silent is worth a warning where its connection is on: %s',
  async (enabled, warned) => {
    const relay = await start({ name: 'main', connections: [{ ...connection, enabled }] });
    await inStore((db) =>
      db
        .insertInto('app_watch')
        .values({
          workspace: 'main',
          connection: 'prod',
          since: 0,
          silent_since: 1,
          because: 'does-not-answer',
        })
        .execute(),
    );

    const ready = await relay.get('/readyz');
    const metrics = await relay.get('/metrics');

    expect(ready.status).toBe(200);
    expect(ready.text.split('main/prod: ')).toHaveLength(1 + warned);
    expect(metrics.text.includes('alert_relay_app_silent{workspace="main"')).toBe(warned === 1);
  },
);

test('D10 a relay that was gone back to names what a newer one has added to its store', async () => {
  const newer = { name: '9999-more-columns', timestamp: '2027' };
  await inStore((db) =>
    sql`insert into kysely_migration (name, timestamp)
    values (${newer.name}, ${newer.timestamp})`.execute(db),
  );

  const { lines } = await start({ name: 'main' }, { log: { level: 'warn' } });

  const line = lines.find((one) => one.includes('newer release'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({
    level: 'warn',
    migrations: ['9999-more-columns'],
    cure: expect.stringContaining('runbook'),
  });
});

test.each([
  ['is told once where no connection goes by one', {}, 1],
  ['is nothing where a connection names one', { proxy: { url: 'http://127.0.0.1:2' } }, 0],
])('a proxy that the environment alone names %s', async (_what, transport, told) => {
  const connections = [{ ...connection, transport }];
  const env = { https_proxy: 'http://user:hunter2@proxy:3128', HTTP_PROXY: '' };

  const { lines } = await start({ name: 'main', connections }, { log: { level: 'warn' } }, env);

  const about = lines.filter((line) => line.includes('transport.proxy'));
  expect(about.map((line) => JSON.parse(line).variables)).toEqual(
    Array.from({ length: told }, () => ['https_proxy']),
  );
  expect(lines.join('')).not.toContain('hunter2');
});

test('the proxy of relay.yml is the way to an instance, and the environment is no news then', async () => {
  const tunnels: string[] = [];
  const proxy = createServer().on('connect', ({ url = '' }, socket) => {
    tunnels.push(url);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  const port = await new Promise<number>((resolve) => {
    proxy.listen(0, '127.0.0.1', () => resolve(Number(Object(proxy.address()).port)));
  });
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const url = 'https://acme.service-now.com';
  const connections = [{ ...connection, url, changes: 'push', secret }];
  const outgoing = {
    allow: ['127.0.0.1'],
    proxy: { url: `http://127.0.0.1:${port}`, user: 'u', password: 'hunter3' },
  };
  const options = { publicUrl: 'https://relay.example.com', outgoing, log: { level: 'info' } };

  const { lines } = await start({ name: 'main', connections }, options, {
    HTTPS_PROXY: 'http://proxy:3128',
  });

  await expect.poll(() => tunnels).toContain('acme.service-now.com:443');
  await running.pop()?.stop();
  proxy.close();
  expect(lines.join('')).not.toContain('the environment names a proxy');
  expect(lines.join('')).not.toContain('hunter3');
});

test('a store that does not answer is an obstacle', async () => {
  const relay = await start();
  const before = await relay.get('/readyz');
  await inStore((db) => db.schema.dropTable('job').execute());

  const after = await relay.get('/readyz');

  expect([before.status, after.status]).toEqual([200, 503]);
  expect(after.text).toContain('the store does not answer');
});

test('figures name the workspaces that there are, those without work too, and no others', async () => {
  const relay = await start({ name: 'main', sources: [source] });
  await relay.post('/in/main/web');
  await relay.post('/in/made-up/web');
  await inStore((db) =>
    db
      .insertInto('job')
      .values({
        id: '1',
        workspace: 'gone',
        lane: 'l',
        kind: 'events.apply',
        subject: '1',
        state: 'dead',
        arrived: 0,
        attempt: 1,
        due_at: 0,
        created_at: 0,
      })
      .execute(),
  );

  const { text } = await relay.get('/metrics');

  expect(text).toContain('alert_relay_waiting_jobs{workspace="main"} 0');
  expect(text).toContain('alert_relay_oldest_waiting_seconds{workspace="main"} 0');
  expect(text).toContain('alert_relay_dead_jobs{workspace="gone"} 1');
  expect(text).toMatch(/alert_relay_refused_total\{[^}]*workspace="main"[^}]*\} 1/);
  expect(text).not.toContain('made-up');
});

test('a connection that is deleted raises no alarm any more', async () => {
  const relay = await start();
  const ofAcme = ['--workspace', 'acme'];
  const run = async (...args: string[]) => {
    expect((await runCommand(folder, args)).faults).toEqual([]);
  };
  const isTold = async () => (await relay.get('/metrics')).text.includes('connection="cellar"');
  await run('workspaces', 'create', '--set', 'name=acme');
  const off = ['url=acme', 'changes=off', 'credentials.kind=agent', 'enabled=false'];
  await run('connections', 'create', ...ofAcme, '--set', 'name=cellar', ...off);
  await expect.poll(isTold, { timeout: 5000 }).toBe(true);

  await run('connections', 'delete', 'cellar', ...ofAcme);

  await expect.poll(isTold, { timeout: 5000 }).toBe(false);
});

test('what a relay found of its connections goes with it', async () => {
  await start({ name: 'main', connections: [{ ...connection, enabled: false }] });
  const found = () => inStore((db) => db.selectFrom('connection_status').selectAll().execute());
  await expect.poll(async () => (await found()).length).toBe(1);

  await running.pop()?.stop();

  expect(await found()).toEqual([]);
});

test('that changes of an instance cannot be kept is told, as of alerts', async () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const pushing = { ...connection, changes: 'push', secret };
  const relay = await start({ name: 'main', connections: [pushing] });
  const instance = { id: 'i1', name: 'acme' };
  const body = JSON.stringify({ type: 'changes', instance, changes: [sampleChange({})] });
  const at = new Date();
  const push = () =>
    relay.post('/w/main/servicenow/prod/changes', body, {
      'content-type': 'application/json',
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
    });
  const refuses = async () =>
    (await relay.get('/metrics')).text.match(/^alert_relay_store_refuses (\d)$/m)?.[1];

  const kept = [(await push()).status, await refuses()];
  await inStore((db) => db.schema.dropTable('change').execute());
  const refused = [(await push()).status, await refuses()];

  expect(kept).toEqual([200, '0']);
  expect(refused).toEqual([503, '1']);
});

test('an agent that waits for work is let go by a relay that ends', async () => {
  const credentials = { kind: 'agent' };
  const relay = await start({ name: 'main', connections: [{ ...connection, credentials }] });
  const fetched = relay.post('/api/v1/workspaces/main/agents/prod/fetch', '', {
    authorization: `Bearer ${await createToken()}`,
  });
  // One connection after the other: the fetch is there when this is answered.
  await relay.get('/readyz');

  await running.pop()?.stop();

  expect(await (await fetched).json()).toEqual({ requests: [] });
});

test('others are told the address that is configured for them, not the one that the relay listens on', async () => {
  const instance = await startScriptedServer((_request, response) => answerJson(response, 503, {}));
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const pushing = { ...connection, url: instance.url, changes: 'push', secret };
  const byAgent = { ...connection, name: 'cellar', credentials: { kind: 'agent' } };
  const publicUrl = 'https://relay.example.com';
  const outgoing = { allow: ['127.0.0.1'] };

  const relay = await start(
    { name: 'main', connections: [pushing, byAgent] },
    { publicUrl, outgoing },
  );
  const introductions = () => instance.received.filter(({ path: to }) => to.endsWith('/connect'));
  await expect.poll(introductions).not.toEqual([]);
  const satellite = await relay.get('/api/v1/workspaces/main/agents/cellar/satellite.yml', {
    authorization: `Bearer ${await createToken()}`,
  });
  await running.pop()?.stop();
  await instance.close();

  expect(JSON.parse(introductions()[0]?.body ?? '')).toMatchObject({
    relay_url: `${publicUrl}/w/main`,
  });
  expect(satellite.text).toContain(publicUrl);
});

/** What the workspace `acme` of the store holds is made through the API of a relay that ends then. */
async function store(
  options: object,
  entries: readonly (readonly [list: string, entry: object])[],
) {
  writeFileSync(path.join(folder, 'relay.key'), newMasterKey(), { mode: 0o600 });
  const { api } = await start(undefined, options).then(asAdministrator);
  await api('POST', '', { name: 'acme' });
  for (const [list, entry] of entries) await api('POST', `/acme/${list}`, entry);
  await running.pop()?.stop();
}

async function asAdministrator(relay: Awaited<ReturnType<typeof start>>) {
  const headers = {
    authorization: `Bearer ${await createToken()}`,
    'content-type': 'application/json',
  };
  async function api(method: string, where: string, entry?: object): Promise<unknown> {
    const body = entry === undefined ? undefined : JSON.stringify(entry);
    const answer = await relay.send(method, `/api/v1/workspaces${where}`, body, headers);
    if (!answer.ok) throw new TypeError(await answer.text());
    return answer.json();
  }
  return { relay, api };
}

const token = 'x'.repeat(32);
const stored = { ...source, settings: { token } };
const route = { name: 'ops', sources: ['web'], connection: 'prod' };
const alert = { status: 'firing', labels: { alertname: 'Disk' }, startsAt: '2026-11-30T08:00:00Z' };
const bodyOf = (group: string) => ({
  version: '4',
  groupLabels: { group },
  groupKey: group,
  alerts: [alert],
});
const body = JSON.stringify(bodyOf('disks'));
const signed = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

/** Calls that write; others ask whether the instance is there. */
const writesTo = ({ received }: { readonly received: readonly ReceivedRequest[] }) =>
  received.filter((call) => call.method !== 'GET' && call.path.includes('/tasks'));

test('a stored connection that is not right any more stops nothing but itself, and loses nothing', async () => {
  const instance = await startScriptedServer((_request, response) => answerJson(response, 503, {}));
  const right = { ...connection, url: instance.url };
  const client = { clientId: 'c', clientSecret: 's', user: 'u', password: 'p' };
  const credentials = { kind: 'password', ...client, tokenUrl: 'http://sso.example/token' };
  await store({ outgoing: { allow: ['127.0.0.1', 'sso.example'] } }, [
    ['connections', { ...right, credentials }],
    ['sources', stored],
    ['routes', route],
  ]);

  // What was right by the other file is not by this one, as after an upgrade that looks closer.
  const options = { outgoing: { allow: ['127.0.0.1'] } };
  const { relay, api } = await start(undefined, options).then(asAdministrator);
  const taken = await relay.post('/in/acme/web', body, signed);

  expect(taken.status).toBe(202);
  const because = 'credentials.tokenUrl: expected https://, or the host among outgoing.allow';
  await expect
    .poll(() => api('GET', '/acme/connections/prod/status'))
    .toMatchObject({
      status: 'paused',
      because: 'CONFIGURATION_INVALID',
      message: expect.stringContaining(because),
    });
  expect(await api('GET', '/acme/status')).toMatchObject({
    rows: [{ connection: 'prod', status: 'paused' }],
    unused: [{ kind: 'connection', name: 'prod', because: expect.stringContaining(because) }],
  });
  const ready = await relay.get('/readyz');
  expect(ready.status).toBe(200);
  expect(ready.text).toContain('acme: the connection prod is not used');
  // Anybody may read that page.
  expect(ready.text).not.toContain('tokenUrl');
  expect(instance.received).toEqual([]);
  await api('PUT', '/acme/connections/prod', right);

  await expect.poll(() => writesTo(instance)).not.toEqual([]);
  await running.pop()?.stop();
  await instance.close();
}, 60_000);

test('a source that is not right any more has its tool come again, and tells a stranger nothing', async () => {
  const beside = { ...stored, name: 'beside' };
  await store({}, [
    ['sources', stored],
    ['sources', beside],
  ]);
  const entry = JSON.stringify({ ...stored, settings: { token, of: 'an earlier version' } });
  await inStore((db) =>
    db.updateTable('configuration').set({ entry }).where('name', '=', 'web').execute(),
  );

  const { relay, api } = await start().then(asAdministrator);
  const answers = await Promise.all([
    relay.post('/in/acme/web', body, signed),
    relay.post('/in/acme/beside', body, signed),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([503, 202]);
  expect(answers[0].headers.get('retry-after')).toBe('60');
  expect(await answers[0].json()).toMatchObject({
    code: 'CONFIGURATION_INVALID',
    detail: 'What is configured for this address cannot be used now; send it again.',
  });
  expect((await relay.get('/metrics')).text).toMatch(
    /^alert_relay_refused_total\{workspace="acme",reason="CONFIGURATION_INVALID"\} 1$/m,
  );
  const ready = await relay.get('/readyz');
  expect(ready.text).toContain('acme: the source web is not used');
  expect(ready.text).not.toContain('settings.of');
  expect(await api('GET', '/acme/status')).toMatchObject({
    unused: [{ name: 'web', because: expect.stringContaining('settings.of: no such field here') }],
  });
  await api('PUT', '/acme/sources/web', stored);
  expect((await relay.post('/in/acme/web', body, signed)).status).toBe(202);
}, 60_000);

test('a dead letter that is replayed is tried at once, although what follows it in its lane is due later', async () => {
  const instance = await startScriptedServer((_request, response) => answerJson(response, 503, {}));
  const workspace = {
    name: 'main',
    connections: [{ ...connection, url: instance.url, enabled: false }],
    sources: [stored],
    routes: [route],
  };
  const options = { outgoing: { allow: ['127.0.0.1'] } };
  const before = await start(workspace, options);
  const tell = (group: string, status: string) => {
    const labels = { ...alert.labels, group };
    const alerts = [{ ...alert, status, labels }];
    return before.post('/in/main/web', JSON.stringify({ ...bodyOf(group), alerts }), signed);
  };
  for (const status of ['firing', 'resolved']) await tell('replayed', status);
  await tell('other', 'firing');
  await running.pop()?.stop();
  await inStore(async (db) => {
    const [dead, next] = await db.selectFrom('job').select('id').orderBy('id').execute();
    await db
      .updateTable('job')
      .set({ state: 'dead', code: 'BUG' })
      .where('id', '=', dead?.id ?? '')
      .execute();
    const dueAt = Date.now() + 1_800_000;
    await db
      .updateTable('job')
      .set({ due_at: dueAt })
      .where('id', '=', next?.id ?? '')
      .execute();
  });
  const on = [{ ...connection, url: instance.url }];
  const { api } = await start({ ...workspace, connections: on }, options).then(asAdministrator);
  const told = (group: string) => instance.received.some((call) => call.body.includes(group));
  // By then the lanes that there were have been looked into, and the other one sleeps.
  await expect.poll(() => told('other')).toBe(true);
  expect(told('replayed')).toBe(false);

  await api('POST', '/main/dead-letters/replay', { code: 'BUG' });

  await expect.poll(() => told('replayed'), { timeout: 5000 }).toBe(true);
  await running.pop()?.stop();
  await instance.close();
}, 60_000);

const atInstance = (url: string, change: object = {}) => ({
  ...connection,
  url,
  calls: { atOnce: 1, perCall: 1 },
  ...change,
});

test('what holds a connection back is over once somebody changes it', async () => {
  const instance = await startScriptedServer((_request, response) => {
    response.setHeader('retry-after', '600');
    answerJson(response, 429, {});
  });
  const options = { outgoing: { allow: ['127.0.0.1'] } };
  await store(options, [
    ['connections', atInstance(instance.url)],
    ['sources', stored],
    ['routes', route],
  ]);
  const { relay, api } = await start(undefined, options).then(asAdministrator);
  await relay.post('/in/acme/web', body, signed);
  await expect.poll(() => writesTo(instance).length).toBe(1);
  await expect
    .poll(() => api('GET', '/acme/connections/prod/status'), { timeout: 5000 })
    .toMatchObject({ because: 'SERVICENOW_RATE_LIMITED' });
  await relay.post('/in/acme/web', JSON.stringify(bodyOf('another')), signed);

  await api('PATCH', '/acme/connections/prod', { description: 'More calls were allowed.' });

  await expect.poll(() => writesTo(instance).length, { timeout: 10_000 }).toBe(2);
  await running.pop()?.stop();
  await instance.close();
}, 60_000);

test('what waits for its turn goes to the instance that is configured when it comes', async () => {
  const held: (() => void)[] = [];
  const old = await startScriptedServer((call, response) => {
    const answer = () => answerJson(response, 503, {});
    if (call.method !== 'GET' && call.path.includes('/tasks') && held.length === 0)
      held.push(answer);
    else answer();
  });
  const moved = await startScriptedServer((_request, response) => answerJson(response, 503, {}));
  const options = { outgoing: { allow: ['127.0.0.1'] } };
  await store(options, [
    ['connections', atInstance(old.url)],
    ['sources', stored],
    ['routes', route],
  ]);
  const { relay, api } = await start(undefined, options).then(asAdministrator);
  for (const group of ['first', 'second', 'third']) {
    await relay.post('/in/acme/web', JSON.stringify(bodyOf(group)), signed);
  }
  await expect.poll(() => writesTo(old).length).toBe(1);

  await api('PUT', '/acme/connections/prod', atInstance(moved.url));
  for (const answer of held) answer();

  await expect.poll(() => writesTo(moved).length, { timeout: 10_000 }).toBeGreaterThan(1);
  expect(writesTo(old)).toHaveLength(1);
  await running.pop()?.stop();
  await Promise.all([old.close(), moved.close()]);
}, 60_000);
