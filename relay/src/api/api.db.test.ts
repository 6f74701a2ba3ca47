import type { RequestListener } from 'node:http';
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Commit, createGroupCommit } from '../database/group-commit.ts';
import { openSampleStore } from '../database/sample-store.ts';
import type { Store } from '../database/store.ts';
import { indexConfiguration } from '../domain/find-configured.ts';
import { sampleRoute } from '../domain/samples.ts';
import { createApp } from '../http/create-app.ts';
import { sha256Hex } from '../lib/digest.ts';
import { RelayError } from '../lib/errors.ts';
import { createIds } from '../lib/ids.ts';
import { enqueue } from '../queue/enqueue.ts';
import { buryJob } from '../queue/settle.ts';
import { insertApiToken, revokeApiToken } from '../store/api-tokens.ts';
import { type Scope, scopes } from './define-route.ts';
import { createApiRouter } from './router.ts';
import { routes } from './routes.ts';

const now = Date.UTC(2026, 10, 22, 3, 0, 0);
const own = '/api/v1/workspaces/default';
const newId = createIds(() => now);
const source = {
  workspace: 'default',
  name: 'prometheus',
  connector: 'generic',
  settings: {},
  enabled: true,
};

let store: Store;
let commit: Commit;
let woken: string[];
let app: RequestListener;

beforeEach(async () => {
  store = await openSampleStore();
  woken = [];
  commit = createGroupCommit(store, (lanes) => woken.push(...lanes));
  app = createApi(1_000_000);
});

afterEach(async () => {
  await store.close();
});

function createApi(requestsPerMinute: number): RequestListener {
  const configured = indexConfiguration({
    workspaces: ['default', 'other'],
    connections: [],
    sources: [source],
    routes: [sampleRoute()],
    routing: [],
    destinations: [],
  });
  return createApp({ newId, log: { error: () => undefined } }, (express) => {
    express.use(
      '/api/v1',
      createApiRouter({
        ...configured,
        examine: () => Promise.reject(new Error('nobody is examined here')),
        db: store.db,
        commit,
        clock: { now: () => now },
        newId,
        checkRoute: () => Promise.reject(new RelayError('CONNECTION_HELD', 'No instance here.')),
        reportRot: () => Promise.reject(new RelayError('CONNECTION_HELD', 'No instance here.')),
        hasWorkspace: (name) => ['default', 'other'].includes(name),
        version: '0.0.0-test',
        requestsPerMinute,
      }),
    );
  });
}

async function token(
  change: { workspace?: string | undefined; scopes?: readonly Scope[]; expiresAt?: number } = {},
): Promise<string> {
  const id = newId();
  const secret = `art_test_${id}`;
  await commit((unit) =>
    insertApiToken(unit, {
      id,
      name: 'test',
      workspace: 'default',
      scopes,
      createdAt: now,
      expiresAt: undefined,
      hash: sha256Hex(secret),
      ...change,
    }),
  );
  return `Bearer ${secret}`;
}

const event = {
  source: 'prometheus',
  fingerprint: 'disk-db1',
  status: 'firing',
  title: 'Disk of db1 is full',
};

describe('sending an event', () => {
  test('makes it durable, wakes its lane and shows its fate', async () => {
    const authorization = await token();

    const sent = await request(app)
      .post(`${own}/events`)
      .set({ authorization })
      .send({ ...event, severity: 'critical', startedAt: '2026-11-22T02:00:00Z' })
      .expect(202);
    const fate = await request(app)
      .get(`${own}/events/${sent.body.events[0]}`)
      .set({ authorization })
      .expect(200);

    expect(woken).toHaveLength(1);
    expect(fate.body).toMatchObject({
      fingerprint: 'disk-db1',
      route: 'ops',
      outcome: 'waiting',
      attempts: [],
    });
  });

  test('with the same Idempotency-Key is done once, and answered the same', async () => {
    const authorization = await token();
    const send = (body: object) =>
      request(app)
        .post(`${own}/events`)
        .set({ authorization, 'idempotency-key': 'once' })
        .send(body);

    const [first, second] = [await send(event).expect(202), await send(event).expect(202)];
    const reused = await send({ ...event, title: 'Another title' }).expect(422);

    expect(second.body).toEqual(first.body);
    expect(reused.body).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await store.db.selectFrom('event').selectAll().execute()).toHaveLength(1);
  });

  test.each([
    [{ ...event, status: 'on fire' }, 'body.status'],
    [{ ...event, unknown: 1 }, 'body'],
    [{ ...event, startedAt: 'yesterday' }, 'body.startedAt'],
    [{ ...event, url: 'javascript:alert(1)' }, 'body.url'],
    [[], 'body'],
    ['text', 'body'],
  ])('that is %o is refused at %s', async (body, place) => {
    const refused = await request(app)
      .post(`${own}/events`)
      .set({ authorization: await token(), 'content-type': 'application/json' })
      .send(JSON.stringify(body))
      .expect(400);

    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.body).toMatchObject({ code: 'REQUEST_INVALID' });
    expect(refused.body.detail).toContain(place);
  });

  test('of an unknown source is not found', async () => {
    const { status, body } = await request(app)
      .post(`${own}/events`)
      .set({ authorization: await token() })
      .send({ ...event, source: 'nobody' });

    expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
  });
});

test('a list is paged newest first, and each row comes once', async () => {
  const authorization = await token();
  for (let number = 0; number < 5; number += 1) {
    await request(app)
      .post(`${own}/events`)
      .set({ authorization })
      .send({ ...event, fingerprint: `alert-${number}` });
  }

  const first = await request(app).get(`${own}/events?limit=3`).set({ authorization });
  const second = await request(app)
    .get(`${own}/events?limit=3&after=${first.body.next}`)
    .set({ authorization });

  const seen = [...first.body.rows, ...second.body.rows].map(
    (row: { fingerprint: string }) => row.fingerprint,
  );
  expect(seen).toEqual(['alert-4', 'alert-3', 'alert-2', 'alert-1', 'alert-0']);
  expect(second.body.next).toBeUndefined();
});

test('dead letters are shown, replayed by code, and who did it is kept', async () => {
  const authorization = await token();
  const job = { id: newId(), workspace: 'default', lane: 'lane 1', subject: newId(), now };
  await commit((unit) => enqueue(unit, [{ ...job, kind: 'events.apply' }]));
  await commit((unit) =>
    buryJob(
      unit,
      {
        id: newId(),
        job: {
          ...job,
          kind: 'events.apply',
          attempt: 0,
          dueAt: now,
          createdAt: now,
          state: 'waiting',
        },
        at: now,
        ms: 5,
        code: 'SERVICENOW_REJECTED',
        message: 'refused',
      },
      { isBlocking: true, error: new RelayError('SERVICENOW_REJECTED', 'refused on purpose') },
    ),
  );
  woken = [];

  const dead = await request(app).get(`${own}/dead-letters`).set({ authorization }).expect(200);
  const replayed = await request(app)
    .post(`${own}/dead-letters/replay`)
    .set({ authorization })
    .send({ code: 'SERVICENOW_REJECTED' })
    .expect(200);
  const audit = await request(app).get(`${own}/audit`).set({ authorization }).expect(200);

  expect(dead.body.rows).toMatchObject([
    { id: job.id, state: 'blocking', message: 'refused on purpose' },
  ]);
  expect(replayed.body).toEqual({ ids: [job.id] });
  expect(woken).toEqual(['lane 1']);
  expect(audit.body.rows).toMatchObject([{ actor: 'token test', action: 'job.replay' }]);
});

test('a replay that chooses nothing is refused', async () => {
  const { status, body } = await request(app)
    .post(`${own}/dead-letters/replay`)
    .set({ authorization: await token() })
    .send({});

  expect([status, body.code]).toEqual([400, 'REQUEST_INVALID']);
});

describe('every route', () => {
  const cases = routes.map((route) => ({
    name: `${route.method} ${route.path}`,
    route,
    path: route.path.replace('{id}', '0'.repeat(32)).replace('{key}', '0'.repeat(64)),
  }));

  test.each(cases)('$name is closed without a token, and to a wrong or ended one', async (each) => {
    const revoked = await token();
    const [row] = await store.db.selectFrom('api_token').select('id').execute();
    await commit((unit) => revokeApiToken(unit, row?.id ?? '', now));
    const ended = await token({ expiresAt: now });
    const call = (headers: Record<string, string>) =>
      request(app)[each.route.method](`${own}${each.path}`).set(headers);

    for (const headers of [
      {},
      { authorization: 'Bearer art_nobody_knows_this_one_at_all' },
      { authorization: revoked },
      { authorization: ended },
    ]) {
      const refused = await call(headers).expect(401);
      expect(refused.body).toMatchObject({ code: 'TOKEN_REFUSED', status: 401 });
    }
  });

  test.each(cases)('$name needs its scope', async ({ route, path }) => {
    const others = scopes.filter((scope) => scope !== route.scope);
    const authorization = await token({ scopes: others });

    const refused = await request(app)
      [route.method](`${own}${path}`)
      .set({ authorization })
      .expect(403);

    expect(refused.body.detail).toContain(route.scope);
  });

  test.each(cases)('$name of a foreign or guessed workspace is not found', async (each) => {
    const authorization = await token();
    const everywhere = await token({ workspace: undefined });

    for (const [workspace, header] of [
      ['other', authorization],
      ['guessed', authorization],
      ['guessed', everywhere],
    ] as const) {
      const answer = await request(app)
        [each.route.method](`/api/v1/workspaces/${workspace}${each.path}`)
        .set({ authorization: header })
        .expect(404);
      expect(answer.body).toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('is described: a summary, a scope, and a sentence for every property', async () => {
    const document = await request(app).get('/api/v1/openapi.json').expect(200);
    const undescribed = findUndescribed(document.body);

    expect(
      Object.values(document.body.paths).flatMap((path) => Object.keys(Object(path))),
    ).toHaveLength(routes.length);
    expect(undescribed).toEqual([]);
  });
});

test('what belongs to one workspace is not shown in another', async () => {
  const everywhere = await token({ workspace: undefined });
  const sent = await request(app)
    .post(`${own}/events`)
    .set({ authorization: everywhere })
    .send(event)
    .expect(202);

  const foreign = '/api/v1/workspaces/other';
  const list = await request(app).get(`${foreign}/events`).set({ authorization: everywhere });
  expect(list.body.rows).toEqual([]);
  await request(app)
    .get(`${foreign}/events/${sent.body.events[0]}`)
    .set({ authorization: everywhere })
    .expect(404);
});

test('a token that asks too often is told when to come again', async () => {
  const authorization = await token();
  app = createApi(3);

  const statuses = [];
  for (let number = 0; number < 4; number += 1) {
    const { status } = await request(app).get(`${own}/events`).set({ authorization });
    statuses.push(status);
  }

  expect(statuses).toEqual([200, 200, 200, 429]);
});

/** Paths of properties without a description, in parameters, bodies and answers. */
function findUndescribed(node: unknown, path = ''): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) {
    return node.flatMap((part: unknown, index) => findUndescribed(part, `${path}/${index}`));
  }
  return Object.entries(node).flatMap(([name, part]) => {
    const below = findUndescribed(part, `${path}/${name}`);
    if (name !== 'properties') return below;
    const missing = Object.entries(Object(part))
      .filter(([, property]) => typeof Object(property).description !== 'string')
      .map(([property]) => `${path}/${property}`);
    return [...missing, ...below];
  });
}
