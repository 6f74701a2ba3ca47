import type { ChangeEvent } from '@alert-relay/shared-types';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findDestinationKind, planWriteBack } from '../../connectors/destinations.ts';
import { openSampleStore, type SampleStore } from '../../database/sample-store.ts';
import type { Destination } from '../../domain/configuration.ts';
import { sampleEvent, sampleRoute } from '../../domain/samples.ts';
import { createKeepChanges } from '../../intake/keep.ts';
import { toNewChanges } from '../../intake/receive-changes.ts';
import { sampleConnection } from '../../domain/samples.ts';
import { type ErrorCode, RelayError } from '../../lib/errors.ts';
import { findLeaks } from '../../lib/leaks-no-secret.ts';
import { createOutgoing, type Outgoing } from '../../lib/outgoing.ts';
import { createRateLimit } from '../../lib/rate-limit.ts';
import { type ScriptedServer, startScriptedServer } from '../../lib/scripted-server.ts';
import type { Job } from '../../queue/job.ts';
import { recordMembers } from '../../store/alerts.ts';
import { findLinkByKey } from '../../store/links.ts';
import { recordLink } from '../../store/record-links.ts';
import { sampleLinkWrite } from '../../store/sample-link.ts';
import { insertWriteBack } from '../../store/write-backs.ts';
import { applyChange } from './apply-change.ts';
import type { ApplyChangeDeps } from './apply-change-deps.ts';
import { toForwardName } from './forward-record.ts';
import { sendWriteBack, type SendWriteBackDeps } from './send-write-back.ts';

const key = Buffer.alloc(32, 'a key that nobody shall see').toString('base64');
const connection = sampleConnection();

let store: SampleStore;
let tool: ScriptedServer;
let outgoing: Outgoing;
let status: number;
/** What it answers first. */
let statuses: number[];
let toolHeaders: Readonly<Record<string, string>>;
let toolBody: string;
let deps: ApplyChangeDeps & SendWriteBackDeps;
let now: number;
/** What ServiceNow answers to the next question for a picture. */
let pictureFault: ErrorCode | undefined;

beforeEach(async () => {
  store = await openSampleStore();
  status = 204;
  statuses = [];
  toolHeaders = {};
  toolBody = '';
  pictureFault = undefined;
  now = 1_795_000_000_000;
  tool = await startScriptedServer((_request, response) => {
    response.writeHead(statuses.shift() ?? status, toolHeaders).end(toolBody);
  });
  outgoing = createOutgoing({ allow: ['127.0.0.1'] });
  const clock = { now: () => (now += 1) };
  let ids = 0;
  const kind = findDestinationKind('webhook');
  const destination: Destination = {
    workspace: 'default',
    name: 'tool',
    kind: 'webhook',
    settings: kind?.settings.parse({ url: tool.url, secret: `whsec_${key}` }),
  };
  kind?.adopt(Object(destination.settings));
  const route = sampleRoute({ sources: ['oncall'], destination: 'tool' });
  deps = {
    db: store.db,
    commit: store.commit,
    findRoute: () => route,
    routesOf: () => [route],
    findSource: () => undefined,
    webhooksOf: () => [],
    findConnection: () => connection,
    findDestination: (_workspace, name) => (name === 'tool' ? destination : undefined),
    findDestinationKind,
    planWriteBack,
    outgoing,
    limit: createRateLimit(clock),
    clock,
    newId: () => `id-${(ids += 1)}`,
    traceparent: () => undefined,
    servicenow: {
      upsertTask: () => Promise.reject(new TypeError('not part of this test')),
      fetchAttachment: (_connection, sysId) => {
        const missing = pictureFault;
        pictureFault = undefined;
        if (missing !== undefined) return Promise.reject(new RelayError(missing, 'No picture.'));
        const content = Buffer.from(`content of ${sysId}`);
        return Promise.resolve({ name: 'graph.png', contentType: 'image/png', content });
      },
    },
    metrics: { observeWriteBack: () => undefined, countLoop: () => undefined },
  };
});

afterEach(async () => {
  await outgoing.close();
  await tool.close();
  await store.close();
});

function change(sequence: number, more: Partial<ChangeEvent>): ChangeEvent {
  const state = more.fields?.find(({ name }) => name === 'state')?.new ?? '1';
  return {
    id: `change-${sequence}`,
    sequence,
    operation: 'update',
    table: 'incident',
    sys_id: 'a'.repeat(32),
    number: 'INC0010007',
    key: null,
    source: 'oncall',
    fields: [],
    journal: [],
    record: {
      state,
      active: true,
      sys_mod_count: sequence,
      short_description: 'Printer on fire',
    },
    actor: { user_name: 'beth', name: 'Beth Anglin' },
    at: '2026-11-22T03:00:00Z',
    origin: null,
    ...more,
  };
}

function toState(old: string | null, state: string): Pick<ChangeEvent, 'fields'> {
  return { fields: [{ name: 'state', old, new: state }] };
}

function job(kind: Job['kind'], subject: string): Job {
  const rest = { attempt: 0, code: undefined, dueAt: 0, createdAt: 0, state: 'waiting' } as const;
  return { id: 'job', workspace: 'default', lane: 'lane', kind, subject, ...rest };
}

/** What the relay does with a change that the app pushed. */
async function apply(event: ChangeEvent): Promise<string> {
  const keep = createKeepChanges(deps.commit, deps.newId);
  await keep(toNewChanges(connection, [event], now));
  const handled = await applyChange(deps, job('change.apply', event.id));
  await deps.commit(handled.record);
  return String(handled.facts['because']);
}

/** The same, then with the write-back that follows. */
async function happen(event: ChangeEvent): Promise<string> {
  const because = await apply(event);
  const row = await store.db
    .selectFrom('write_back')
    .selectAll()
    .where('change_id', '=', event.id)
    .executeTakeFirst();
  if (row === undefined) return because;
  await deps.commit((await sendWriteBack(deps, job('write-back.send', row.id))).record);
  return row.kind;
}

test('a record born in ServiceNow opens an alert in the tool, and its story follows', async () => {
  const told = [
    await happen(change(1, { operation: 'insert', ...toState(null, '1') })),
    await happen(change(2, toState('1', '2'))),
    await happen(change(3, { fields: [{ name: 'priority', old: '5', new: '1' }] })),
    await happen(change(4, toState('2', '6'))),
    await happen(change(5, toState('6', '1'))),
  ];

  expect(told).toEqual(['open', 'acknowledge', 'update', 'resolve', 'reopen']);
  expect(tool.received.map(({ body }) => JSON.parse(body).type)).toEqual([
    'incident.opened',
    'incident.acknowledged',
    'incident.updated',
    'incident.resolved',
    'incident.reopened',
  ]);
});

test('a rule that begins to match later opens the alert then, and never for what is over', async () => {
  const late = { ...change(7, toState('1', '2')), sys_id: 'b'.repeat(32) };
  const over = { ...change(8, toState('2', '6')), sys_id: 'c'.repeat(32) };

  expect(await happen(late)).toBe('open');
  expect(await happen(over)).toBe('not-selected');
});

test('what nobody forwards, what is ours and what was overtaken is not told', async () => {
  const { source: _source, ...unnamed } = change(1, toState(null, '1'));

  expect(await happen(unnamed)).toBe('not-linked');
  expect(await happen(change(3, { ...toState(null, '1'), origin: 'command-1' }))).toBe('echo');
  expect(await happen(change(2, toState(null, '1')))).toBe('stale');
  expect(tool.received).toEqual([]);
});

test.each([
  ['switched off', { enabled: false }],
  ['to another connection', { connection: 'test' }],
  ['of another source', { sources: ['another'] }],
])('a route %s brings no record back', async (_what, over) => {
  const [route] = deps.routesOf('default');
  if (route === undefined) throw new TypeError('There is no route.');
  deps = { ...deps, routesOf: () => [{ ...route, ...over }] };

  expect(await happen(change(1, toState(null, '1')))).toBe('not-linked');
});

test('an alert that stands for a record is called otherwise in each workspace and connection', () => {
  const place = { workspace: 'a', connection: 'b', sysId: 'c' };
  const others = [{ workspace: 'x' }, { connection: 'x' }, { sysId: 'x' }];

  const names = [{}, ...others].map((over) => toForwardName({ ...place, ...over }));

  expect(new Set(names).size).toBe(4);
});

test('a refusal names destination, step and status, and no secret', async () => {
  status = 400;

  const failed: unknown = await happen(change(1, toState(null, '1'))).catch((thrown) => thrown);

  expect(failed).toMatchObject({
    code: 'DESTINATION_REFUSED',
    message: 'Could not tell tool (post): it answered 400.',
  });
  expect(findLeaks(failed, [key])).toEqual([]);
});

test('what is more than the tool takes is held back without a request', async () => {
  let waitMs = 0;
  for (let other = 0; waitMs < 90; other += 1) {
    waitMs = deps.limit.take('default/tool', 600, String(other));
  }

  const failed: unknown = await happen(change(1, toState(null, '1'))).catch((thrown) => thrown);

  expect(failed).toMatchObject({
    code: 'DESTINATION_THROTTLED',
    retryAfterMs: expect.any(Number),
  });
  expect(tool.received).toEqual([]);
});

const attachments = ['a', 'b'].map((id) => ({
  sys_id: id.repeat(32),
  file_name: `${id}.png`,
  content_type: 'image/png',
  size_bytes: 14,
  author: 'beth.anglin',
  at: '2026-11-22T03:00:00Z',
}));

test('pictures are fetched when they are told, each in a message with an id of its own', async () => {
  await happen(change(1, { operation: 'insert', ...toState(null, '1') }));

  expect(await happen(change(2, { attachments }))).toBe('update');

  const told = tool.received.slice(1);
  expect(told.map(({ body }) => JSON.parse(body).data.attachment)).toMatchObject([
    { name: 'a.png', content: Buffer.from(`content of ${'a'.repeat(32)}`).toString('base64') },
    { name: 'b.png', content: Buffer.from(`content of ${'b'.repeat(32)}`).toString('base64') },
  ]);
  expect(new Set(tool.received.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
});

test('what the tool took before a failure is not told again, and then it counts as told', async () => {
  await happen(change(1, { operation: 'insert', ...toState(null, '1') }));
  statuses = [204, 503];
  await happen(change(2, { attachments })).catch(() => undefined);
  const row = store.db.selectFrom('write_back').select(['id', 'outcome']);
  const ofPictures = row.where('change_id', '=', 'change-2');
  const { id } = await ofPictures.executeTakeFirstOrThrow();

  await deps.commit((await sendWriteBack(deps, job('write-back.send', id))).record);

  const told = tool.received.slice(1).map(({ body }) => JSON.parse(body).data.attachment.name);
  expect(told).toEqual(['a.png', 'b.png', 'b.png']);
  expect(await ofPictures.execute()).toEqual([{ id, outcome: 'told' }]);
});

test('a tool that asks to come later is asked later', async () => {
  status = 429;
  toolHeaders = { 'retry-after': '90' };

  const failed: unknown = await happen(change(1, toState(null, '1'))).catch((thrown) => thrown);

  expect(failed).toMatchObject({ retryAfterMs: 90_000 });
});

test('what tools answered is remembered for the record until it is reopened', async () => {
  const key = 'c'.repeat(64);
  await store.commit((unit) => recordLink(unit, sampleLinkWrite({ key }), now));
  const step = { name: 'say', method: 'POST', path: '/', body: '{}', alreadyDone: [] };
  const remembered = async () =>
    Object.keys((await findLinkByKey(store.db, key))?.remembered ?? {});
  const tell = async (id: string, kind: string) => {
    const names = { id, changeId: 'c', linkKey: key, workspace: 'default', destination: 'tool' };
    const steps = [{ ...step, isRemembered: true }];
    await store.commit((unit) => insertWriteBack(unit, { ...names, kind, steps, createdAt: now }));
    await deps.commit((await sendWriteBack(deps, job('write-back.send', id))).record);
  };

  await tell('first', 'acknowledge');
  await tell('second', 'resolve');
  expect(await remembered()).toEqual(['first say', 'second say']);
  await tell('third', 'reopen');
  expect(await remembered()).toEqual([]);
});

test.each([
  ['resolved', '6', 'after', ['POST', 'POST', 'POST', 'DELETE']],
  ['resolved', '6', 'before', ['POST', 'POST', 'POST', 'DELETE']],
  ['canceled', '8', 'before', ['POST', 'POST', 'POST', 'DELETE']],
  ['open again', '1', 'before', ['POST', 'DELETE']],
  ['put on hold', '3', 'before', ['POST', 'POST']],
] as const)(
  'the silence of an acknowledgment ends once, and with its end alone, where its record was %s (state %s) %s the tool heard of it',
  async (_what, state, when, methods) => {
    const silenceID = '11111111-2222-3333-4444-555555555555';
    const kind = findDestinationKind('alertmanager');
    const settings = kind?.settings.parse({ url: tool.url });
    kind?.adopt(Object(settings));
    const place = { workspace: 'default', name: 'tool' };
    const destination = { ...place, kind: 'alertmanager', settings };
    const states = {
      '1': 'firing',
      '2': 'acknowledged',
      '3': 'silenced',
      '6': 'resolved',
    } as const;
    const inwardStates = { ...states, '8': 'canceled' } as const;
    const route = sampleRoute({ destination: 'tool', inwardStates });
    deps = { ...deps, findDestination: () => destination, findRoute: () => route };
    const key = 'c'.repeat(64);
    const sysId = 'a'.repeat(32);
    await store.commit(async (unit) => {
      await recordLink(unit, sampleLinkWrite({ key, sysId }), now);
      recordMembers(unit, 'lane', [{ ...sampleEvent(), contentHash: '' }], [sampleEvent()], now);
    });
    status = 200;
    toolBody = JSON.stringify({ silenceID });

    const acknowledged = change(2, { key, ...toState('1', '2') });
    await (when === 'after' ? happen(acknowledged) : apply(acknowledged));
    await apply(change(3, { key, ...toState('2', state) }));
    const written = store.db.selectFrom('write_back').select('id').orderBy('created_at');
    const rows = written.where('outcome', 'is', null);
    for (const { id } of await rows.execute()) {
      await deps.commit((await sendWriteBack(deps, job('write-back.send', id))).record);
    }

    expect(tool.received.map(({ method }) => method)).toEqual(methods);
    const expired = tool.received.filter(({ method }) => method === 'DELETE');
    for (const { path } of expired) expect(path).toBe(`/api/v2/silence/${silenceID}`);
  },
);

test('one that was deleted meanwhile is told no more; one that cannot be had yet comes with the next try', async () => {
  await happen(change(1, { operation: 'insert', ...toState(null, '1') }));
  pictureFault = 'SERVICENOW_NOT_FOUND';
  await happen(change(2, { attachments }));
  pictureFault = 'SERVICENOW_UNAVAILABLE';

  const failed: unknown = await happen(change(3, { attachments })).catch((thrown) => thrown);

  expect(failed).toMatchObject({ code: 'SERVICENOW_UNAVAILABLE' });
  const told = tool.received.slice(1).map(({ body }) => JSON.parse(body).data.attachment.name);
  expect(told).toEqual(['b.png']);
});

test('one that is larger than a message may be is told without its content', async () => {
  await happen(change(1, { operation: 'insert', ...toState(null, '1') }));
  const [large] = attachments.map((one) => ({ ...one, size_bytes: 3_000_001 }));

  await happen(change(2, { attachments: large === undefined ? [] : [large] }));

  const { attachment } = JSON.parse(tool.received[1]?.body ?? '{}').data;
  expect(attachment).toMatchObject({ name: 'a.png', sizeBytes: 3_000_001 });
  expect(attachment).not.toHaveProperty('content');
});
