import request from 'supertest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleChange } from '../domain/samples.ts';
import { RelayError } from '../lib/errors.ts';
import { enqueue } from '../queue/enqueue.ts';
import { buryJob } from '../queue/settle.ts';
import { createSampleApi, type SampleApi } from '../sample-api.ts';
import { recordMembers } from '../store/alerts.ts';
import { insertChange } from '../store/changes.ts';
import { recordLink } from '../store/record-links.ts';
import { sampleLinkWrite } from '../store/sample-link.ts';

const own = '/api/v1/workspaces/default';

let api: SampleApi;

beforeEach(async () => {
  api = await createSampleApi();
});

afterEach(() => api.close());

const event = {
  source: 'prometheus',
  fingerprint: 'disk-db1',
  status: 'firing',
  title: 'Disk of db1 is full',
};

describe('sending an event', () => {
  test('makes it durable, wakes its lane and shows its fate', async () => {
    const authorization = await api.token();

    const sent = await request(api.app)
      .post(`${own}/events`)
      .set({ authorization })
      .send({ ...event, severity: 'critical', startedAt: '2026-11-22T02:00:00Z' })
      .expect(202);
    const fate = await request(api.app)
      .get(`${own}/events/${sent.body.events[0]}`)
      .set({ authorization })
      .expect(200);

    expect(api.woken).toHaveLength(1);
    expect(fate.body).toMatchObject({
      fingerprint: 'disk-db1',
      route: 'ops',
      outcome: 'waiting',
      attempts: [],
    });
    const chosen = async (outcome: string) => {
      const list = request(api.app).get(`${own}/events`).set({ authorization });
      return (await list.query({ outcome }).expect(200)).body.rows.length;
    };
    expect([await chosen('waiting'), await chosen('created')]).toEqual([1, 0]);
  });

  test('shows what was tried for it, not for the other record that the same event has', async () => {
    const authorization = await api.token();
    const at = `${own}/events`;
    const sent = await request(api.app).post(at).set({ authorization }).send(event).expect(202);
    const { db } = api.store;
    const { delivery_id: subject, lane } = await db
      .selectFrom('event')
      .select(['delivery_id', 'lane'])
      .executeTakeFirstOrThrow();
    const attempt = { job_id: 'job', kind: 'events.apply', subject, attempt: 1, at: 0, ms: 1 };
    await db
      .insertInto('attempt')
      .values([
        { ...attempt, id: '1', lane: lane ?? '', code: 'OK', message: null },
        { ...attempt, id: '2', lane: 'of audit', code: 'SERVICENOW_BUSY', message: null },
      ])
      .execute();

    const fate = await request(api.app)
      .get(`${at}/${sent.body.events[0]}`)
      .set({ authorization })
      .expect(200);

    expect(fate.body.attempts).toMatchObject([{ code: 'OK' }]);
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain'])(
    'a body of the type %s is refused, and what it must say is told',
    async (type) => {
      const authorization = await api.token();

      const refused = await request(api.app)
        .post(`${own}/events`)
        .set({ authorization, 'content-type': type })
        .send(JSON.stringify(event))
        .expect(400);

      expect(refused.body).toMatchObject({
        code: 'REQUEST_INVALID',
        detail: `body: expected JSON, sent with "Content-Type: application/json", and it came with ${type}`,
      });
    },
  );

  test('a body that is no UTF-8 is refused: two alerts could become one', async () => {
    const authorization = await api.token();
    const body = Buffer.from(JSON.stringify({ ...event, fingerprint: 'disk-?' }));
    body[body.indexOf('?')] = 0xff;

    const refused = await request(api.app)
      .post(`${own}/events`)
      .set({ authorization, 'content-type': 'application/json' })
      .serialize((sent) => sent)
      .send(body)
      .expect(400);

    expect(refused.body).toMatchObject({
      code: 'BODY_UNREADABLE',
      detail: 'The body is not valid UTF-8.',
    });
  });

  test('a body that is no JSON is refused as that', async () => {
    const authorization = await api.token();

    const refused = await request(api.app)
      .post(`${own}/events`)
      .set({ authorization, 'content-type': 'application/json' })
      .send('{"source": ')
      .expect(400);

    expect(refused.body).toMatchObject({ detail: 'The body is not valid JSON.' });
  });

  test('with the same Idempotency-Key is done once, and answered the same', async () => {
    const authorization = await api.token();
    const send = (body: object) =>
      request(api.app)
        .post(`${own}/events`)
        .set({ authorization, 'idempotency-key': 'once' })
        .send(body);

    const [first, second] = [await send(event).expect(202), await send(event).expect(202)];
    const reused = await send({ ...event, title: 'Another title' }).expect(422);

    expect(second.body).toEqual(first.body);
    expect(reused.body).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await api.store.db.selectFrom('event').selectAll().execute()).toHaveLength(1);
  });

  test('is kept with all that was said', async () => {
    const said = {
      ...event,
      severity: 'critical',
      description: 'No space is left.',
      labels: { host: 'db1' },
      group: 'db',
      url: 'https://tool.example/a',
      startedAt: '2026-11-22T02:00:00Z',
      endedAt: '2026-11-22T02:30:00Z',
      actor: 'Ann',
    };

    await request(api.app)
      .post(`${own}/events`)
      .set({ authorization: await api.token() })
      .send({ ...said, status: 'resolved' })
      .expect(202);

    const { body } = await api.store.db
      .selectFrom('event')
      .select('body')
      .executeTakeFirstOrThrow();
    const { source: _source, group, ...rest } = said;
    expect(JSON.parse(body)).toMatchObject({
      ...rest,
      kind: 'state',
      status: 'resolved',
      groupKey: group,
      startedAt: Date.parse(said.startedAt),
      endedAt: Date.parse(said.endedAt),
    });
  });

  test('with the same Idempotency-Key in another workspace is another event', async () => {
    const headers = {
      authorization: await api.token({ workspace: undefined }),
      'idempotency-key': 'once',
    };
    const send = (workspace: string, source: string) =>
      request(api.app)
        .post(`/api/v1/workspaces/${workspace}/events`)
        .set(headers)
        .send({ ...event, source })
        .expect(202);

    const [here, there] = [await send('default', 'prometheus'), await send('other', 'theirs')];

    expect(there.body.delivery).not.toBe(here.body.delivery);
  });

  test.each([
    ['post', '/events', 'idempotency-key', 'k'.repeat(256), 'Idempotency-Key: expected'],
    ['delete', '/sources/nothing', 'if-match', 'the last one', 'If-Match: expected the ETag'],
    ['delete', '/sources/nothing', 'if-match', '*', 'If-Match: expected the ETag'],
  ] as const)('%s %s with a header %s that is none is refused', async (...given) => {
    const [method, path, name, value, words] = given;
    const refused = await request(api.app)
      [method](`${own}${path}`)
      .set({ authorization: await api.token(), [name]: value })
      .send(method === 'post' ? event : undefined)
      .expect(400);

    expect(refused.body.detail).toContain(words);
  });

  test('that does not fit is refused with the place', async () => {
    const authorization = await api.token();

    for (const [body, place] of [
      [{ ...event, status: 'on fire' }, 'body.status'],
      [{ ...event, unknown: 1 }, 'body'],
      [{ ...event, startedAt: 'yesterday' }, 'body.startedAt'],
      [{ ...event, url: 'javascript:alert(1)' }, 'body.url'],
      [[], 'body'],
      ['text', 'body'],
    ] as const) {
      const refused = await request(api.app)
        .post(`${own}/events`)
        .set({ authorization, 'content-type': 'application/json' })
        .send(JSON.stringify(body))
        .expect(400);

      expect(refused.headers['content-type']).toContain('application/problem+json');
      expect(refused.body).toMatchObject({ code: 'REQUEST_INVALID' });
      expect(refused.body.detail).toContain(place);
    }
  });

  test('of an unknown source is not found', async () => {
    const { status, body } = await request(api.app)
      .post(`${own}/events`)
      .set({ authorization: await api.token() })
      .send({ ...event, source: 'nobody' });

    expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
  });
});

test('a list is paged newest first, and each row comes once', async () => {
  const authorization = await api.token();
  for (let number = 0; number < 5; number += 1) {
    await request(api.app)
      .post(`${own}/events`)
      .set({ authorization })
      .send({ ...event, fingerprint: `alert-${number}` });
  }

  const first = await request(api.app).get(`${own}/events?limit=3`).set({ authorization });
  const second = await request(api.app)
    .get(`${own}/events?limit=3&after=${first.body.next}`)
    .set({ authorization });

  const seen = [...first.body.rows, ...second.body.rows].map(
    (row: { fingerprint: string }) => row.fingerprint,
  );
  expect(seen).toEqual(['alert-4', 'alert-3', 'alert-2', 'alert-1', 'alert-0']);
  expect(second.body.next).toBeUndefined();
});

test('links of one moment are paged by their keys, each once', async () => {
  const authorization = await api.token();
  const keys = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64));
  for (const [index, key] of keys.entries()) {
    const named = { key, lane: key, number: `INC001000${index}`, sysId: key.slice(32) };
    // The first is older than the others.
    const at = api.now + (index === 0 ? 0 : 1);
    await api.commit((unit) => recordLink(unit, sampleLinkWrite(named), at));
  }
  const page = (after = '') =>
    request(api.app).get(`${own}/links?limit=2${after}`).set({ authorization }).expect(200);

  const first = await page();
  const second = await page(`&after=${first.body.next}`);

  const seen = [...first.body.rows, ...second.body.rows].map((row: { key: string }) => row.key);
  expect(seen).toEqual(keys.toReversed());
  expect(second.body.next).toBeUndefined();
});

test('dead letters are shown, replayed by code, and who did it is kept', async () => {
  const authorization = await api.token();
  const job = {
    id: api.newId(),
    workspace: 'default',
    lane: 'lane 1',
    subject: api.newId(),
    now: api.now,
  };
  await api.commit((unit) => enqueue(unit, [{ ...job, kind: 'events.apply' }]));
  await api.commit((unit) =>
    buryJob(
      unit,
      {
        id: api.newId(),
        job: {
          ...job,
          kind: 'events.apply',
          attempt: 0,
          code: undefined,
          dueAt: api.now,
          createdAt: api.now,
          state: 'waiting',
        },
        at: api.now,
        ms: 5,
        code: 'SERVICENOW_REJECTED',
        message: 'refused',
      },
      { isBlocking: true, error: new RelayError('SERVICENOW_REJECTED', 'refused on purpose') },
    ),
  );
  api.woken.length = 0;

  const dead = await request(api.app).get(`${own}/dead-letters`).set({ authorization }).expect(200);
  const replayed = await request(api.app)
    .post(`${own}/dead-letters/replay`)
    .set({ authorization })
    .send({ code: 'SERVICENOW_REJECTED' })
    .expect(200);
  const audit = await request(api.app).get(`${own}/audit`).set({ authorization }).expect(200);

  expect(dead.body.rows).toMatchObject([
    { id: job.id, state: 'blocking', message: 'refused on purpose' },
  ]);
  expect(replayed.body).toEqual({ ids: [job.id] });
  expect(api.woken).toEqual(['lane 1']);
  expect(audit.body.rows[0]).toMatchObject({
    actor: 'token test',
    action: 'job.replay',
    after: { ids: [job.id] },
  });
});

test('D10 a dead letter of a kind that only a newer release knows is shown as any other; a choice to replay leaves it, named it waits', async () => {
  const authorization = await api.token();
  const job = { id: api.newId(), workspace: 'default', lane: 'lane 1', subject: api.newId() };
  await api.commit((unit) => enqueue(unit, [{ ...job, kind: 'events.apply', now: api.now }]));
  const shown = { id: job.id, kind: 'newer.kind', code: 'NEWER_CODE', message: 'as it was' };
  await api.store.db
    .updateTable('job')
    .set({ ...shown, state: 'dead' })
    .where('id', '=', job.id)
    .execute();
  const rowsOf = async (list: string): Promise<unknown> => {
    const { body } = await request(api.app)
      .get(`${own}/${list}`)
      .set({ authorization })
      .expect(200);
    return body.rows;
  };

  expect(await rowsOf('dead-letters')).toMatchObject([{ ...shown, state: 'dead' }]);
  expect(await rowsOf('dead-letters?code=NEWER_CODE')).toMatchObject([shown]);

  const replay = (choice: object) =>
    request(api.app).post(`${own}/dead-letters/replay`).set({ authorization }).send(choice);
  for (const choice of [{ all: true }, { code: 'NEWER_CODE' }]) {
    await replay(choice).expect(200, { ids: [], left: 1 });
  }
  expect(await rowsOf('dead-letters')).toMatchObject([{ ...shown, state: 'dead' }]);

  await replay({ ids: [job.id] }).expect(200, { ids: [job.id] });

  expect(await rowsOf('dead-letters')).toEqual([]);
  expect(await rowsOf('jobs')).toMatchObject([{ ...shown, state: 'waiting' }]);
});

test('an action that is asked for again is answered as at first, also when it has been done', async () => {
  const key = 'a'.repeat(64);
  const member = {
    fingerprint: 'disk-db1',
    severity: 'critical',
    startedAt: api.now,
    contentHash: '',
  } as const;
  const alertIs = (status: 'firing' | 'resolved') =>
    api.commit(async (unit) => recordMembers(unit, 'lane', [{ ...member, status }], [], api.now));
  await api.commit((unit) => recordLink(unit, sampleLinkWrite({ key }), api.now));
  await alertIs('firing');
  const authorization = await api.token();
  const resolve = (headers: object) =>
    request(api.app)
      .post(`${own}/links/${key}/actions`)
      .set({ authorization, ...headers })
      .send({ action: 'resolve' });

  const first = await resolve({ 'idempotency-key': 'one' }).expect(202);
  await alertIs('resolved');
  const again = await resolve({ 'idempotency-key': 'one' }).expect(202);

  expect(again.body).toEqual(first.body);
  await resolve({ 'idempotency-key': 'two' }).expect(404);
  await resolve({}).expect(404);
});

test('an action on a record of a group is about all of its alerts, in its own lane, and a note is said once', async () => {
  const key = 'c'.repeat(64);
  const member = { severity: 'critical', startedAt: api.now, contentHash: '' } as const;
  const members = ['disk-db1', 'disk-db2'].map((fingerprint) => ({
    ...member,
    fingerprint,
    status: 'firing' as const,
  }));
  const link = sampleLinkWrite({ key, correlationKey: 'group db' });
  await api.commit(async (unit) => {
    await recordLink(unit, link, api.now);
    recordMembers(unit, link.lane, members, [], api.now);
  });
  const authorization = await api.token();
  const saidOf = async (action: object) => {
    const { body } = await request(api.app)
      .post(`${own}/links/${key}/actions`)
      .set({ authorization })
      .send(action)
      .expect(202);
    const events = api.store.db.selectFrom('event').select(['fingerprint', 'correlation_key']);
    return events.where('delivery_id', '=', body.delivery).orderBy('fingerprint').execute();
  };

  const ofGroup = { correlation_key: 'group db' };
  expect(await saidOf({ action: 'resolve' })).toEqual([
    { ...ofGroup, fingerprint: 'disk-db1' },
    { ...ofGroup, fingerprint: 'disk-db2' },
  ]);
  expect(await saidOf({ action: 'note', text: 'On it.' })).toHaveLength(1);
});

test('an action on a record whose source is gone says so', async () => {
  const key = 'b'.repeat(64);
  const link = sampleLinkWrite({ key, source: 'gone', number: 'INC0010007' });
  await api.commit((unit) => recordLink(unit, link, api.now));

  const { body } = await request(api.app)
    .post(`${own}/links/${key}/actions`)
    .set({ authorization: await api.token() })
    .send({ action: 'resolve' })
    .expect(404);

  expect(body.detail).toMatch(/source gone.*INC0010007.*no longer configured/);
});

test('a replay that chooses nothing is refused', async () => {
  const { status, body } = await request(api.app)
    .post(`${own}/dead-letters/replay`)
    .set({ authorization: await api.token() })
    .send({});

  expect([status, body.code]).toEqual([400, 'REQUEST_INVALID']);
});

test('what belongs to one workspace is not shown in another', async () => {
  const everywhere = await api.token({ workspace: undefined });
  const sent = await request(api.app)
    .post(`${own}/events`)
    .set({ authorization: everywhere })
    .send(event)
    .expect(202);

  const foreign = '/api/v1/workspaces/other';
  const list = await request(api.app).get(`${foreign}/events`).set({ authorization: everywhere });
  expect(list.body.rows).toEqual([]);
  await request(api.app)
    .get(`${foreign}/events/${sent.body.events[0]}`)
    .set({ authorization: everywhere })
    .expect(404);
});

test.each([
  ['that a poll has found', 'a'.repeat(40)],
  ['whose id another connection has used', 'b'.repeat(128)],
])('a change %s is explained by its id', async (_what, id) => {
  const change = sampleChange({ id, key: null });
  const kept = { workspace: 'default', connection: 'prod', lane: 'change', receivedAt: api.now };
  await api.commit((unit) => insertChange(unit, { ...kept, change }));

  const { body } = await request(api.app)
    .get(`${own}/why/${id}`)
    .set({ authorization: await api.token() })
    .expect(200);

  expect(body.lines).toMatchObject([{ about: 'change', id }]);
});

test('a workspace that is mistyped is told apart from a wrong path, and not from a foreign one', async () => {
  const everywhere = await api.token({ workspace: undefined });
  const elsewhere = await api.token({ workspace: 'other' });
  const detailAt = async (path: string, authorization: string): Promise<unknown> => {
    const { body } = await request(api.app).get(path).set({ authorization }).expect(404);
    return body.detail;
  };

  const mistyped = await detailAt('/api/v1/workspaces/defalt/events', everywhere);
  const foreign = await detailAt(`${own}/events`, elsewhere);
  const all = await detailAt('/api/v1/tokens', elsewhere);

  expect(mistyped).toBe('There is no workspace of this name that the token opens.');
  expect(foreign).toBe(mistyped);
  expect(all).toBe('There is nothing at this path for a token that opens one workspace only.');
});

test('a path or a method that the API does not have is told where those are that it has', async () => {
  const authorization = await api.token();
  const asked = [
    [request(api.app).get(`${own}/event`), 404, 'NOT_FOUND'],
    [request(api.app).delete(`${own}/events`), 405, 'METHOD_NOT_ALLOWED'],
    [request(api.app).get('/api/v1/nothing'), 404, 'NOT_FOUND'],
  ] as const;

  for (const [each, status, code] of asked) {
    const { body } = await each.set({ authorization }).expect(status);
    expect(body).toMatchObject({ code, detail: expect.stringContaining('/api/v1/docs') });
  }
});

test('a token that asks too often is told when to come again', async () => {
  const authorization = await api.token();
  const strict = api.createApp({ requestsPerMinute: 3 });

  const answers = [];
  for (let number = 0; number < 4; number += 1) {
    answers.push(await request(strict).get(`${own}/events`).set({ authorization }));
  }

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  expect(Number(answers.at(-1)?.headers['retry-after'])).toBeGreaterThan(0);
  // Who tries one after the other has one budget for all of them, and another token its own.
  const guessed = [];
  for (let number = 0; number < 4; number += 1) {
    const guess = { authorization: `Bearer art_guessed_one_after_the_other_${number}` };
    guessed.push((await request(strict).get(`${own}/events`).set(guess)).status);
  }
  expect(guessed).toEqual([401, 401, 401, 429]);
  const other = { authorization: await api.token() };
  expect((await request(strict).get(`${own}/events`).set(other)).status).toBe(200);
});
