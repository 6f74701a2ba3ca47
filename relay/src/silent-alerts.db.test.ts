import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleConnection, sampleEvent, sampleRoute } from './domain/samples.ts';
import { RelayError } from './lib/errors.ts';
import { createIds } from './lib/ids.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';
import { pruneHistory } from './store/prune.ts';
import { pageOfDeliveries } from './store/views/deliveries.ts';
import { endSilentAlerts, endSilentRegularly } from './sync/reconcile/end-silent-alerts.ts';

const HOUR = 3_600_000;
const silence = { name: 'ops', resolveWhenSilentForMs: 12 * HOUR };
const configuration = sampleConfiguration({
  routes: [sampleRoute({ destination: undefined, ...silence })],
});

let relay: SampleRelay;

beforeEach(async () => {
  relay = await createSampleRelay(configuration);
  await relay.send(sampleEvent());
  await relay.drain();
});

afterEach(async () => {
  await relay.close();
});

const deps = () => ({
  db: relay.store.db,
  commit: relay.store.commit,
  clock: { now: () => relay.clock.at },
  newId: createIds(() => relay.clock.at),
  findSource: () => configuration.sources[0],
  log: { info: () => undefined, warn: () => undefined },
  isStopped: () => false,
});

async function look(): Promise<void> {
  await endSilentAlerts(deps(), sampleConnection(), [silence]);
  await relay.drain();
}

const states = () => [...relay.servicenow.records.values()].map(({ state }) => state);

test('L25 an alert whose end the tool lost is taken for over after its silence, once', async () => {
  relay.clock.at += 12 * HOUR;
  await look();
  expect(states()).toEqual(['1']);

  relay.clock.at += 1;
  // Once more before it was written, and after.
  await endSilentAlerts(deps(), sampleConnection(), [silence]);
  await look();
  await look();

  expect(states()).toEqual(['6']);
  expect(relay.servicenow.requests).toHaveLength(2);
});

test('an end that nobody told has its place among other deliveries by its time, and is pruned as they are', async () => {
  const DAY = 24 * HOUR;
  relay.clock.at = Date.UTC(2026, 10, 20);
  await relay.send(sampleEvent());
  await relay.drain();
  relay.clock.at += 13 * HOUR;
  await look();
  relay.clock.at += HOUR;
  await relay.send(sampleEvent());
  await relay.drain();

  const page = () => pageOfDeliveries(relay.store.db, { workspace: 'default', limit: 2 });
  const newest = (await page()).rows.map(({ receivedAt }) => receivedAt);
  expect(newest).toEqual([relay.clock.at, relay.clock.at - HOUR]);

  relay.clock.at += 31 * DAY;
  const { db: reading, commit } = relay.store;
  await pruneHistory({ ...deps(), reading, commit }, 30, () => false);
  expect((await page()).rows).toEqual([]);
});

test('L25 every word of the tool begins the silence anew, a mere repeat as well', async () => {
  relay.clock.at += 10 * HOUR;
  await relay.send(sampleEvent());
  await relay.drain();
  relay.clock.at += 10 * HOUR;
  await look();
  expect(states()).toEqual(['1']);

  relay.clock.at += 3 * HOUR;
  await look();

  expect(states()).toEqual(['6']);
});

test('L25 an alert that went on in silence has a record again with its next word', async () => {
  relay.clock.at += 13 * HOUR;
  await look();

  await relay.send(sampleEvent());
  await relay.drain();

  expect(states()).toEqual(['6', '1']);
});

test('what the tool said while the instance was away disproves the silence', async () => {
  relay.servicenow.failWith = new RelayError('SERVICENOW_UNAVAILABLE', 'It is away.');
  relay.clock.at += 10 * HOUR;
  await relay.send(sampleEvent({ description: 'Less than 0.5 % left.' }));
  await relay.drain();
  relay.clock.at += 3 * HOUR;
  await look();

  relay.servicenow.failWith = undefined;
  relay.clock.at += HOUR;
  await relay.drain();

  expect(states()).toEqual(['1']);
  const last = await relay.store.db.selectFrom('event').select('because').orderBy('id').execute();
  expect(last.at(-1)).toEqual({ because: 'stale' });
});

test('a record that a person reopened stays open until its tool has spoken and fallen silent again', async () => {
  const [key = ''] = relay.servicenow.records.keys();
  const goTo = async (state: string): Promise<void> => {
    const record = relay.servicenow.records.get(key);
    if (record === undefined) throw new TypeError('There is no record.');
    await relay.change({
      key,
      fields: [{ name: 'state', old: record.state, new: state }],
      record: {
        state,
        active: true,
        sys_mod_count: record.sys_mod_count + 1,
        short_description: '',
      },
    });
    await relay.drain();
    relay.servicenow.records.set(key, {
      ...record,
      state,
      sys_mod_count: record.sys_mod_count + 1,
    });
  };
  relay.clock.at += 6 * HOUR;
  await goTo('6');
  relay.clock.at += 13 * HOUR;
  await goTo('2');

  await look();
  expect(states()).toEqual(['2']);

  await relay.send(sampleEvent());
  await relay.drain();
  relay.clock.at += 12 * HOUR + 1;
  await look();
  expect(states()).toEqual(['6']);
});

test('many that cannot be ended do not hide one behind them that can', async () => {
  const [first] = await relay.store.db.selectFrom('link').selectAll().execute();
  if (first === undefined) throw new TypeError('There is no link.');
  const others = Array.from({ length: 600 }, (_none, index) => ({
    ...first,
    lane: `lane-${index}`,
    key: `key-${index}`,
    heard_at: 1,
  }));
  for (const one of others) await relay.store.db.insertInto('link').values(one).execute();
  relay.clock.at += 13 * HOUR;

  await look();

  expect(states()).toEqual(['6']);
  // They are open, and no alert of theirs goes on: nobody looks at them again.
  const listened = relay.store.db.selectFrom('link').select('key').where('heard_at', '=', 1);
  expect(await listened.execute()).toEqual([]);
});

test('one that cannot be read holds up none behind it, and is named', async () => {
  await relay.store.db.updateTable('alert').set({ labels: '{' }).execute();
  relay.clock.at += 1;
  await relay.send(sampleEvent({ groupKey: '{"alertname":"Other"}', fingerprint: 'other' }));
  await relay.drain();
  relay.clock.at += 13 * HOUR;

  await expect(endSilentAlerts(deps(), sampleConnection(), [silence])).rejects.toThrow(
    'INC0000001 could not be ended',
  );
  await relay.drain();

  expect(states()).toEqual(['1', '6']);
});

test('of a source that is switched off nothing can be heard', async () => {
  relay.clock.at += 13 * HOUR;
  const [source] = configuration.sources;
  const off = { ...deps(), findSource: () => source && { ...source, enabled: false } };

  await endSilentAlerts(off, sampleConnection(), [silence]);
  await relay.drain();

  expect(states()).toEqual(['1']);
});

test('silence counts from when somebody listens: a relay that was away for a day ends nothing', async () => {
  relay.clock.at += 24 * HOUR;
  let rounds = 0;

  await endSilentRegularly(
    {
      ...deps(),
      isStopped: () => rounds >= 2,
      wait: async () => {
        rounds += 1;
        relay.clock.at += 11 * HOUR;
      },
    },
    sampleConnection(),
    [silence],
  );
  await relay.drain();
  expect(states()).toEqual(['1']);

  relay.clock.at += 2 * HOUR;
  await look();
  expect(states()).toEqual(['6']);
});

test.each<[string, { readonly waits: readonly number[]; readonly storeFailsAt?: number }]>([
  ['stood still', { waits: [15_000, 13 * HOUR, 15_000] }],
  ['had no store', { waits: [15_000, ...Array<number>(4).fill(15_000)], storeFailsAt: 1 }],
])(
  'a relay that %s for longer than the silence ends nothing: it heard nobody',
  async (_case, given) => {
    const waits = [...given.waits];
    let looks = 0;
    const failing = new RelayError('STORE_UNAVAILABLE', 'It is away.');
    const { db, ...others } = deps();

    await endSilentRegularly(
      {
        ...others,
        get db() {
          looks += 1;
          if (looks - 1 !== given.storeFailsAt) return db;
          // Away for longer than alerts may be silent.
          relay.clock.at += 13 * HOUR;
          throw failing;
        },
        isStopped: () => waits.length === 0,
        wait: async () => void (relay.clock.at += waits.shift() ?? 0),
      },
      sampleConnection(),
      [silence],
    );
    await relay.drain();

    expect(states()).toEqual(['1']);
  },
);
