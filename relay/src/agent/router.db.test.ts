import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSampleStore, type SampleStore } from '../database/sample-store.ts';
import { sampleConnection } from '../domain/samples.ts';
import { tokenScopes, type TokenScope } from '../domain/token-scopes.ts';
import { createApp } from '../http/create-app.ts';
import { sha256Hex } from '../lib/digest.ts';
import { insertApiToken } from '../store/api-tokens.ts';
import { createAgentRouter } from './router.ts';

const agent = { kind: 'agent' } as const;
const connections = [
  sampleConnection({ workspace: 'main', name: 'plant', credentials: agent }),
  sampleConnection({ workspace: 'main', name: 'off', credentials: agent, enabled: false }),
  sampleConnection({ workspace: 'main', name: 'direct' }),
  sampleConnection({ workspace: 'other', name: 'theirs', credentials: agent }),
];
const settled: unknown[] = [];
let store: SampleStore;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  store = await openSampleStore();
  const router = createAgentRouter({
    db: store.db,
    clock: { now: () => 1 },
    mailbox: {
      send: () => Promise.reject(new TypeError('not part of this test')),
      take: () => Promise.resolve([]),
      settle: async (connection, { id }) => settled.push([connection, id]) > 0,
      stop: () => undefined,
    },
    findConnection: (workspace, name) =>
      connections.find((one) => one.workspace === workspace && one.name === name),
    publicUrl: () => 'https://relay.example',
  });
  app = createApp({ newId: () => 'request-1', log: { error: () => undefined } }, (express) => {
    express.use('/api/v1', router);
  });
});

afterAll(() => store.close());

async function tokenFor(
  workspace: string | undefined,
  scopes: readonly TokenScope[] = ['agents:work'],
): Promise<string> {
  const secret = `art_of_the_agent_of_${workspace ?? 'all'}_${scopes.length}`;
  const token = { id: secret, name: 'agent', workspace, scopes, hash: sha256Hex(secret) };
  await store.commit((unit) =>
    insertApiToken(unit, { ...token, createdAt: 1, expiresAt: undefined }),
  );
  return `Bearer ${secret}`;
}

const doors = [
  ['post', 'fetch'],
  ['post', 'answers'],
  ['get', 'satellite.yml'],
] as const;

/** No JSON: whoever is not let in is not read either. */
const statusOf = async (
  [method, door]: (typeof doors)[number],
  at: string,
  authorization?: string,
): Promise<number> => {
  const asked = request(app)[method](`/api/v1/workspaces/${at}/${door}`);
  if (authorization !== undefined) asked.set({ authorization });
  if (method === 'post') asked.set('content-type', 'application/json').send('{');
  return (await asked).status;
};

test('no door opens without a token for agents of this workspace, and nothing is read before', async () => {
  const everythingElse = tokenScopes.filter((scope) => scope !== 'agents:work');
  const [foreign, other] = [await tokenFor('other'), await tokenFor('main', everythingElse)];

  for (const door of doors) {
    expect(await statusOf(door, 'main/agents/plant')).toBe(401);
    expect(await statusOf(door, 'main/agents/plant', 'Bearer art_nobody_knows_this')).toBe(401);
    expect(await statusOf(door, 'main/agents/plant', other)).toBe(403);
    expect(await statusOf(door, 'main/agents/plant', foreign)).toBe(404);
  }
});

test('only a connection that works through an agent has such doors', async () => {
  const authorization = await tokenFor('main');

  for (const door of doors) {
    for (const name of ['direct', 'off', 'theirs', 'nothing']) {
      expect(await statusOf(door, `main/agents/${name}`, authorization)).toBe(404);
    }
  }
});

test('an agent fetches, answers and gets its file', async () => {
  const authorization = await tokenFor(undefined);
  const at = '/api/v1/workspaces/other/agents/theirs';
  const answer = { id: 'r1', status: 200, headers: {}, body: '' };

  const fetched = await request(app).post(`${at}/fetch`).set({ authorization }).expect(200);
  const told = await request(app).post(`${at}/answers`).set({ authorization }).send(answer);
  const file = await request(app).get(`${at}/satellite.yml`).set({ authorization }).expect(200);

  expect(fetched.body).toEqual({ requests: [] });
  expect([told.status, told.body]).toEqual([200, { isAwaited: true }]);
  expect(settled).toEqual([['other/theirs', 'r1']]);
  expect(file.headers['content-disposition']).toContain('satellite-other-theirs.yml');
  expect(file.text).toContain('tenant: other');
});
