import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import type { Route } from './domain/configuration.ts';
import { sampleEvent, sampleRoute } from './domain/samples.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';

/* One of the two sides knows less than it did, or another relay writes to the same record. */

const worse = sampleEvent({ severity: 'high', description: 'Nothing left.' });
let relay: SampleRelay;

afterEach(() => relay.close());

async function start(route: Partial<Route> = {}): Promise<void> {
  const routes = [sampleRoute({ destination: undefined, references: [], ...route })];
  relay = await createSampleRelay(sampleConfiguration({ routes }));
}

async function say(...events: ReturnType<typeof sampleEvent>[]): Promise<void> {
  for (const event of events) {
    await relay.send(event);
    await relay.drain();
  }
}

const requests = () => relay.servicenow.requests;
const record = () => [...relay.servicenow.records.values()][0];

/** Another relay wrote to the record, and we have not heard of it. */
function otherWrites(change: { readonly state?: string } = {}): void {
  const before = record();
  if (before === undefined) throw new TypeError('There is no record.');
  relay.servicenow.records.set(before.key, {
    ...before,
    ...change,
    fields: { ...before.fields, ...change },
    applied_seq: before.applied_seq + 3,
    applied_event_id: 'of another relay',
  });
}

/** As a backup of before the first alert would. */
async function forgetEverything(): Promise<void> {
  for (const table of ['link', 'alert', 'event', 'delivery'] as const) {
    await relay.store.db.deleteFrom(table).execute();
  }
}

test('an update that another relay overtook goes above it', async () => {
  await start();
  await say(sampleEvent());
  otherWrites();

  await say(worse);

  expect(requests().map(({ seq }) => seq)).toEqual([1, 2, 5]);
  expect(record()).toMatchObject({ applied_seq: 5, fields: { impact: '2' } });
  const link = relay.store.db.selectFrom('link').select('applied_seq');
  expect(await link.execute()).toEqual([{ applied_seq: 5 }]);
});

test('an update that was applied before a crash is not written a second time', async () => {
  await start();
  await say(sampleEvent());
  await sql`alter table attempt rename to away`.execute(relay.store.db);
  await say(worse);
  await sql`alter table away rename to attempt`.execute(relay.store.db);
  relay.clock.at += 5000;

  await relay.drain();

  expect(requests().map(({ seq }) => seq)).toEqual([1, 2, 2]);
  expect(record()?.applied_seq).toBe(2);
});

test('the open record that another relay made of the alert gets a note, and nothing is written over', async () => {
  await start();
  await say(sampleEvent());
  otherWrites({ state: '2' });
  await forgetEverything();

  await say(sampleEvent());

  expect(requests().at(-1)).toMatchObject({ seq: 5, fields: {}, notes: [{}] });
  expect(record()).toMatchObject({ state: '2', episode: 1 });
  expect(relay.servicenow.records.size).toBe(1);
});

test('an ended record that was forgotten is history: the next episode is opened', async () => {
  await start();
  await say(sampleEvent());
  otherWrites({ state: '7' });
  await forgetEverything();

  await say(sampleEvent());

  expect([...relay.servicenow.records.values()]).toMatchObject([
    { episode: 1, state: '7' },
    { episode: 2, state: '1' },
  ]);
});

describe('an instance that was restored from a backup', () => {
  const repairs = () =>
    relay.store.db.selectFrom('repair').select(['kind', 'detail']).orderBy('id').execute();

  test.each([
    ['has lost the record', () => relay.servicenow.records.clear()],
    [
      'has an older version of it',
      () => {
        const now = record();
        if (now === undefined) throw new TypeError('There is no record.');
        const before = { sys_mod_count: -1, applied_seq: 0, fields: {} };
        relay.servicenow.records.set(now.key, { ...now, ...before });
      },
    ],
  ])(
    'and %s gets all that it should hold, the newest last, and the repair is listed',
    async (_what, lose) => {
      await start();
      await say(sampleEvent(), sampleEvent({ description: 'Less than 0.5 % left.' }));
      lose();

      await say(worse);

      expect(record()?.fields).toMatchObject({ category: 'software', impact: '2', urgency: '1' });
      expect(await repairs()).toMatchObject([{ kind: 'command-repeated' }]);
    },
  );

  test('is not what a write is that changed nothing of the record', async () => {
    await start();
    await say(sampleEvent());
    const now = record();
    if (now === undefined) throw new TypeError('There is no record.');
    // The next write counts it up to the version that we know.
    relay.servicenow.records.set(now.key, { ...now, sys_mod_count: now.sys_mod_count - 1 });

    await say(worse);

    expect(requests().at(-1)?.fields).not.toHaveProperty('category');
    expect(await repairs()).toEqual([]);
  });
});

test('the same words on two records, and as work note and comment, are notes of their own', async () => {
  await start({ groupBy: 'alert', comments: true });

  await say(sampleEvent(), sampleEvent({ fingerprint: 'disk-db2' }));

  const notes = requests().flatMap((request) => request.notes);
  expect(new Set(notes.map(({ text }) => text)).size).toBe(1);
  expect(new Set(notes.map(({ id }) => id)).size).toBe(4);
});
