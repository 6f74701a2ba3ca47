import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleChange, sampleConnection, sampleEvent } from './domain/samples.ts';
import { createIds } from './lib/ids.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';
import { findLinkByKey } from './store/links.ts';
import { compareLater } from './sync/reconcile/sweep-links.ts';

let relay: SampleRelay;
let key: string;

beforeEach(async () => {
  relay = await createSampleRelay(sampleConfiguration());
  await relay.send(sampleEvent());
  await relay.drain();
  key = [...relay.servicenow.records.keys()][0] ?? '';
});

afterEach(async () => {
  await relay.close();
});

/** In ServiceNow the record went on, and no change said so. */
function recordGoesOn(): void {
  const record = relay.servicenow.records.get(key);
  if (record === undefined) throw new TypeError('There is no record.');
  const sys_mod_count = record.sys_mod_count + 5;
  relay.servicenow.records.set(key, { ...record, state: '2', sys_mod_count });
}

/** As a sweep does for a link that differs. */
async function compare(): Promise<void> {
  const link = await findLinkByKey(relay.store.db, key);
  if (link === undefined) throw new TypeError('There is no link.');
  const clock = { now: () => relay.clock.at };
  const { commit } = relay.store;
  await commit((unit) => compareLater({ clock, newId: createIds(clock.now) }, unit, [link]));
}

async function letPass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    relay.clock.at += 1000;
    await relay.drain();
  }
}

const comparisons = () =>
  relay.store.db.selectFrom('attempt').select('code').where('kind', '=', 'link.compare').execute();

const jobs = () =>
  relay.store.db.selectFrom('job').select('state').where('kind', '=', 'link.compare').execute();

test('a comparison that waits for a change leaves it to the next sweep where that may take long', async () => {
  await relay.change({ key });
  // Held, as behind a loop that was stopped.
  const ofChange = relay.store.db.updateTable('job').set({ state: 'blocking' });
  await ofChange.where('kind', '=', 'change.apply').execute();
  recordGoesOn();
  await compare();

  await letPass(300);

  expect(await jobs()).toEqual([]);
  expect((await comparisons()).length).toBeGreaterThan(5);
  expect((await comparisons()).length).toBeLessThan(40);
});

test.each([0, -600_000, 600_000])(
  'D8 a comparison waits for a change that is decided within seconds, where the clock of the store is %i ms ahead',
  async (storeAheadMs) => {
    relay.clock.storeAheadMs = storeAheadMs;
    await relay.change({ key });
    const ofChange = relay.store.db.updateTable('job').where('kind', '=', 'change.apply');
    await ofChange.set({ state: 'blocking' }).execute();
    recordGoesOn();
    await compare();
    await letPass(5);
    await ofChange.set({ state: 'waiting' }).execute();

    await letPass(20);

    const repairs = await relay.store.db.selectFrom('repair').select('kind').execute();
    expect(repairs).toEqual([{ kind: 'state-told' }]);
  },
);

test('a link whose route was deleted has nothing to compare, and is no dead letter of each sweep', async () => {
  await relay.store.db.updateTable('link').set({ route: 'deleted' }).execute();
  recordGoesOn();
  await compare();

  await relay.drain();

  expect(await jobs()).toEqual([]);
  expect(await comparisons()).toEqual([{ code: 'OK' }]);
});

test('a record of an earlier life that was deleted ends nothing of the one that is open', async () => {
  await relay.send(sampleEvent({ status: 'resolved', endedAt: 1_100_000 }));
  await relay.send(sampleEvent({ startedAt: 1_200_000 }));
  await relay.drain();
  relay.servicenow.deleted.add(key);
  await compare();
  await relay.drain();

  await relay.send(sampleEvent({ status: 'resolved', startedAt: 1_200_000, endedAt: 1_300_000 }));
  await relay.drain();

  const links = relay.store.db.selectFrom('link').select(['episode', 'phase']).orderBy('episode');
  expect(await links.execute()).toEqual([
    { episode: 1, phase: 'closed' },
    { episode: 2, phase: 'resolved' },
  ]);
});

test('what people did and never came is known here before anything of theirs is written over', async () => {
  const record = relay.servicenow.records.get(key);
  if (record === undefined) throw new TypeError('There is no record.');
  // Restored from a backup: it lacks our command, and a person has changed what we sent.
  relay.servicenow.records.set(key, { ...record, applied_seq: 0 });
  const { sys_id, number } = record;
  const fields = [{ name: 'urgency', old: '1', new: '3' }];
  relay.servicenow.untold.push(sampleChange({ key, sys_id, number, sequence: 900, fields }));
  await compare();
  const sent = relay.servicenow.requests.length;

  await relay.drain();
  await letPass(30);

  const again = relay.servicenow.requests.slice(sent);
  expect(again).toHaveLength(1);
  expect(again[0]?.fields).not.toHaveProperty('urgency');
});

test('D10 a record that missed what only a newer release can read is mended, and its note says what it leaves out', async () => {
  const record = relay.servicenow.records.get(key);
  if (record === undefined) throw new TypeError('There is no record.');
  const missed = sampleEvent({ description: 'Nothing left.' });
  for (const event of [sampleEvent({ description: 'Less than 0.5 % left.' }), missed]) {
    relay.clock.at += 1000;
    await relay.send(event);
    await relay.drain();
  }
  // Restored from a backup.
  relay.servicenow.records.set(key, record);
  const body = JSON.stringify({ ...missed, severity: 'fatal' });
  const last = relay.store.db.updateTable('event').set({ body });
  await last.where('body', 'like', '%Nothing left%').execute();
  await compare();

  await relay.drain();

  const [note] = relay.servicenow.requests.at(-1)?.notes ?? [];
  expect(note?.text).toMatch(/^Alert Relay found .* wrote them again\.\n\n\[firing\] /);
  expect(note?.text).toMatch(
    /\n\nNot listed: 1 that only a newer release of Alert Relay can read\.$/,
  );
});

test('of many updates that a record missed its note tells the last, and that others came before', async () => {
  const record = relay.servicenow.records.get(key);
  if (record === undefined) throw new TypeError('There is no record.');
  for (let percent = 50; percent > 28; percent -= 1) {
    relay.clock.at += 1000;
    await relay.send(sampleEvent({ description: `${percent} % left.` }));
    await relay.drain();
  }
  // Restored from a backup.
  relay.servicenow.records.set(key, record);
  await compare();

  await relay.drain();

  const { text = '' } = relay.servicenow.requests.at(-1)?.notes[0] ?? {};
  expect(text.match(/\d+(?= % left)/g)?.map(Number)).toEqual(
    Array.from({ length: 20 }, (_none, nth) => 48 - nth),
  );
  expect(text).toMatch(/\n\nNot listed: what came before these\.$/);
});

test.each([0, -600_000, 600_000])(
  'D8 the note of a repair tells what the record missed and no more, where the clock of the store is %i ms ahead',
  async (storeAheadMs) => {
    await relay.close();
    relay = await createSampleRelay(sampleConfiguration());
    relay.clock.storeAheadMs = storeAheadMs;
    relay.servicenow.takesMs = 50;
    const say = async (percent: number): Promise<void> => {
      relay.clock.at += 1000;
      await relay.send(sampleEvent({ description: `${percent} % left.` }));
      await relay.drain();
    };
    await say(50);
    const record = relay.servicenow.records.get(key);
    if (record === undefined) throw new TypeError('There is no record.');
    await say(49);
    await say(48);
    // Restored from a backup.
    relay.servicenow.records.set(key, record);
    await compare();

    await relay.drain();

    const { text = '' } = relay.servicenow.requests.at(-1)?.notes[0] ?? {};
    expect(text.match(/\d+(?= % left)/g)?.map(Number)).toEqual([49, 48]);
  },
);

test('a deleted record has ended where no tool is told of changes, too', async () => {
  await relay.close();
  const connections = [sampleConnection({ changes: 'off' })];
  relay = await createSampleRelay(sampleConfiguration({ connections }));
  await relay.send(sampleEvent());
  await relay.drain();
  relay.servicenow.deleted.add(key);
  await compare();

  await relay.drain();

  expect(await findLinkByKey(relay.store.db, key)).toMatchObject({ phase: 'closed' });
});

test('of the changes that the app holds, only those that never came are a repair', async () => {
  const { sys_id = '', number = '' } = relay.servicenow.records.get(key) ?? {};
  const urgency = [{ name: 'urgency', old: '1', new: '3' }];
  const changes = [1, 2].map((nth) =>
    sampleChange({
      id: `change-${nth}`,
      key,
      sys_id,
      number,
      sequence: 100 * nth,
      fields: urgency,
    }),
  );
  relay.servicenow.untold.push(...changes);
  await relay.change({ ...changes[0], key });
  await compare();

  await relay.drain();

  const repairs = await relay.store.db.selectFrom('repair').select(['kind', 'detail']).execute();
  expect(repairs).toMatchObject([
    { kind: 'change-brought', detail: expect.stringContaining('Change 200') },
  ]);
});
