import type { ChangeEvent } from '@alert-relay/shared-types';
import { afterEach, expect, test } from 'vitest';
import { sampleEvent, sampleRoute } from './domain/samples.ts';
import type { Webhook } from './domain/webhook.ts';
import { Secret } from './lib/secret.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';
import { pruneHistory } from './store/prune.ts';
import { sendWebhook } from './sync/webhooks/send-webhook.ts';
import { pageOfWebhookRuns, type WebhookRunRow } from './store/views/webhook-runs.ts';

const open: SampleRelay[] = [];

afterEach(async () => {
  for (const relay of open.splice(0)) await relay.close();
});

function webhook(name: string, change: Partial<Webhook> = {}): Webhook {
  return {
    workspace: 'default',
    name,
    enabled: true,
    triggers: ['created', 'status-change', 'escalation'],
    sources: undefined,
    method: 'POST',
    url: new Secret('https://hooks.example.com/a'),
    headers: {},
    credentials: undefined,
    template: undefined,
    ...change,
  };
}

async function start(...webhooks: readonly Webhook[]): Promise<SampleRelay> {
  const routes = [sampleRoute({ destination: undefined })];
  const relay = await createSampleRelay(sampleConfiguration({ routes, webhooks }));
  open.push(relay);
  return relay;
}

async function runsOf(relay: SampleRelay, filter = {}): Promise<readonly WebhookRunRow[]> {
  const all = { workspace: 'default', limit: 50, ...filter };
  return (await pageOfWebhookRuns(relay.store.db, all)).rows;
}

async function say(relay: SampleRelay, change: Parameters<typeof sampleEvent>[0]) {
  relay.clock.at += 60_000;
  await relay.send(sampleEvent(change));
  await relay.drain();
}

const keyOf = (relay: SampleRelay) => [...relay.servicenow.records.keys()][0] ?? null;

test('webhooks hear of all that happens to a record, in the tool or in ServiceNow, once', async () => {
  const relay = await start(webhook('chat'));
  await say(relay, { severity: 'warning' });
  await say(relay, { severity: 'warning' });
  await say(relay, { severity: 'critical' });
  await say(relay, { severity: 'critical', status: 'silenced', actor: 'anna' });
  await relay.change({
    key: keyOf(relay),
    fields: [{ name: 'state', old: '1', new: '2' }],
    record: { state: '2', active: true, sys_mod_count: 9, short_description: 'Disk' },
    sequence: 900,
  });
  await relay.drain();
  await say(relay, { status: 'resolved' });

  const runs = (await runsOf(relay)).toReversed();
  expect(runs.map(({ trigger }) => trigger)).toEqual([
    'created',
    'escalation',
    'silenced',
    'acknowledged',
    'resolved',
  ]);
  const [created, , silenced, acknowledged] = runs.map(({ body }) => JSON.parse(body) as unknown);
  expect(created).toMatchObject({
    trigger: 'created',
    by: 'tool',
    source: 'prometheus',
    record: { number: 'INC0000001', table: 'incident', title: 'Disk of db1 is full' },
    alerts: [{ fingerprint: 'disk-db1', labels: { instance: 'db1' } }],
  });
  expect(silenced).toMatchObject({ by: 'tool', actor: 'anna' });
  expect(acknowledged).toMatchObject({ by: 'servicenow', actor: 'Beth Anglin' });
});

test('a try that nobody answered is seen with its reason, and is not the last', async () => {
  const relay = await start(webhook('chat'), webhook('other', { triggers: ['resolved'] }));
  await say(relay, {});
  await relay.drain();

  const [run] = await runsOf(relay);
  expect(run).toMatchObject({
    webhook: 'chat',
    trigger: 'created',
    outcome: undefined,
    tries: 1,
    lastTry: { status: undefined, problem: 'No tool.' },
  });
});

test('what is sent of one record waits for no other record, and keeps its order', async () => {
  const relay = await start(webhook('chat'));
  await say(relay, {});
  await say(relay, { fingerprint: 'disk-db2', groupKey: undefined });
  await say(relay, { status: 'resolved' });

  const jobs = await relay.store.db
    .selectFrom('job')
    .innerJoin('webhook_run', 'webhook_run.id', 'job.subject')
    .select(['webhook_run.number', 'job.lane'])
    .execute();
  const lanes = Map.groupBy(jobs, ({ lane }) => lane);
  expect(jobs).toHaveLength(3);
  expect([...lanes.values()].map((of) => new Set(of.map(({ number }) => number)).size)).toEqual([
    1, 1,
  ]);
});

test('of an answer only its beginning is kept', async () => {
  const relay = await start(webhook('chat'));
  await say(relay, {});
  const { db, commit } = relay.store;
  const [planned] = await runsOf(relay);

  await sendWebhook(
    {
      db,
      commit,
      findWebhook: () => webhook('chat'),
      outgoing: {
        send: async () => ({ status: 200, headers: {}, body: Buffer.alloc(100_000, 'a'), ms: 1 }),
      },
      limit: { take: () => 0, size: () => 0 },
      clock: { now: () => relay.clock.at },
    },
    {
      id: 'job',
      workspace: 'default',
      lane: 'l',
      kind: 'webhook.send',
      subject: planned?.id ?? '',
      attempt: 0,
      code: undefined,
      dueAt: 0,
      createdAt: 0,
      state: 'waiting',
    },
  );

  const [run] = await runsOf(relay);
  expect(run?.lastTry).toMatchObject({ status: 200, answer: 'a'.repeat(2000) });
});

test('the last run of each webhook, and what is done is forgotten with the rest of history', async () => {
  const relay = await start(webhook('chat'), webhook('audit', { triggers: ['created'] }));
  await say(relay, {});
  await say(relay, { status: 'resolved' });

  const last = await runsOf(relay, { isLast: true });
  expect(last.map(({ webhook: name, trigger }) => `${name} ${trigger}`).toSorted()).toEqual([
    'audit created',
    'chat resolved',
  ]);
  expect(await runsOf(relay, { webhook: 'chat' })).toHaveLength(2);

  await relay.store.db.updateTable('webhook_run').set({ outcome: 'sent' }).execute();
  const { commit, reading } = relay.store;
  const later = { now: () => relay.clock.at + 10 * 86_400_000 };
  await pruneHistory({ commit, reading, clock: later }, 7, () => false);
  expect(await runsOf(relay)).toEqual([]);
});

/** A record that a forward rule of the app brings to us: no alert opened it. */
async function forwarded(relay: SampleRelay, sequence: number, change: Partial<ChangeEvent>) {
  relay.clock.at += 1000;
  await relay.change({ key: null, source: 'prometheus', sequence, ...change });
  await relay.drain();
}

function setsState(old: string, state: string): Partial<ChangeEvent> {
  return {
    fields: [{ name: 'state', old, new: state }],
    record: { state, active: true, sys_mod_count: 3, short_description: 'Printer' },
  };
}

test('webhooks hear of a record that was born in ServiceNow, and of no write of ours', async () => {
  const relay = await start(webhook('chat'));

  await forwarded(relay, 100, { operation: 'insert' });
  await forwarded(relay, 200, setsState('1', '2'));
  await forwarded(relay, 300, { ...setsState('2', '1'), origin: 'of-ours' });
  await forwarded(relay, 400, setsState('2', '6'));

  const runs = (await runsOf(relay)).toReversed();
  expect(runs.map(({ trigger }) => trigger)).toEqual(['created', 'acknowledged', 'resolved']);
  expect(JSON.parse(runs[1]?.body ?? '')).toMatchObject({
    by: 'servicenow',
    actor: 'Beth Anglin',
    source: 'prometheus',
    record: { title: 'Printer', state: '2' },
  });
});

test('webhooks hear nothing of a change that a later one of its record has overtaken', async () => {
  const relay = await start(webhook('chat'));
  await say(relay, {});
  const key = keyOf(relay);
  const tell = { linked: { key }, born: { key: null, source: 'prometheus' } };

  for (const of of [tell.linked, tell.born]) {
    await forwarded(relay, 900, { ...setsState('2', '6'), ...of });
    await forwarded(relay, 800, { ...setsState('1', '2'), ...of });
  }

  const runs = (await runsOf(relay)).toReversed();
  expect(runs.map(({ trigger }) => trigger)).toEqual(['created', 'resolved', 'resolved']);
});
