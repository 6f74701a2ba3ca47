import { afterEach, beforeEach, expect, test } from 'vitest';
import { findDestinationKind } from './connectors/destinations.ts';
import type { Connection } from './domain/configuration.ts';
import { sampleConnection, sampleEvent, sampleRoute } from './domain/samples.ts';
import { findKnownChanges, findSequences, hasUndecidedChange } from './store/changes.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';

let relay: SampleRelay;
let key: string;

beforeEach(async () => {
  const kind = findDestinationKind('webhook');
  const secret = `whsec_${'A'.repeat(43)}=`;
  const settings = Object(kind?.settings.parse({ url: 'https://tool.example', secret }));
  kind?.adopt(settings);
  const destination = { workspace: 'default', name: 'tool', kind: 'webhook', settings };
  relay = await createSampleRelay(
    sampleConfiguration({
      routes: [sampleRoute({ destination: 'tool', references: [] })],
      destinations: [destination],
    }),
  );
  await relay.send(sampleEvent());
  await relay.drain();
  key = [...relay.servicenow.records.keys()][0] ?? '';
});

afterEach(async () => {
  await relay.close();
});

/** Somebody resolves the record, as this instance tells it. */
async function resolvedAt(connection: Connection, id = 'a-change'): Promise<void> {
  const [record] = relay.servicenow.records.values();
  await relay.change(
    {
      id,
      key,
      sequence: 700,
      sys_id: record?.sys_id ?? '',
      fields: [{ name: 'state', old: '1', new: '6' }],
      record: { state: '6', active: true, sys_mod_count: 7, short_description: '' },
    },
    connection,
  );
  await relay.drain();
  // Longer than a change waits for a link that is still to come.
  relay.clock.at += 400_000;
  await relay.drain();
}

const told = () => relay.store.db.selectFrom('write_back').select('kind').execute();
const outcomes = () =>
  relay.store.db
    .selectFrom('change')
    .select(['outcome', 'because'])
    .orderBy('received_at')
    .execute();
const phases = () =>
  relay.store.db.selectFrom('link').select(['phase', 'change_sequence']).execute();

test('the instance that has the record is believed', async () => {
  await resolvedAt(sampleConnection());

  expect(await told()).toEqual([{ kind: 'resolve' }]);
  expect(await phases()).toEqual([{ phase: 'resolved', change_sequence: 700 }]);
});

test('what another instance told of the key holds no comparison of the record up', async () => {
  const link = { key, workspace: 'default', connection: 'prod' };
  await relay.change({ key }, sampleConnection({ name: 'test' }));
  await relay.change({ key }, sampleConnection({ workspace: 'somebody else' }));
  expect(await hasUndecidedChange(relay.store.db, link)).toBe(false);

  await relay.change({ key });

  expect(await hasUndecidedChange(relay.store.db, link)).toBe(true);
});

test.each([
  ['of another workspace', sampleConnection({ workspace: 'somebody else' })],
  ['of another connection, such as a clone', sampleConnection({ name: 'test' })],
])('an instance %s that names the key of a record changes nothing of it', async (_of, foreign) => {
  await resolvedAt(foreign);

  const link = { key, workspace: 'default', connection: 'prod' };
  expect(await findSequences(relay.store.db, link, -1)).toEqual([]);
  expect(await outcomes()).toEqual([{ outcome: 'nothing', because: 'not-linked' }]);
  expect(await told()).toEqual([]);
  expect(await phases()).toEqual([{ phase: 'open', change_sequence: -1 }]);
});

test.each([
  ['of another workspace', sampleConnection({ workspace: 'somebody else' })],
  ['of another connection, such as a clone', sampleConnection({ name: 'test' })],
])(
  'an instance %s that uses the id of a change first takes nothing from it',
  async (_of, foreign) => {
    await resolvedAt(foreign, 'the same');
    await resolvedAt(sampleConnection(), 'the same');
    // The app sends until it hears a 2xx.
    await resolvedAt(sampleConnection(), 'the same');

    expect(await told()).toEqual([{ kind: 'resolve' }]);
    expect(await outcomes()).toEqual([
      { outcome: 'nothing', because: 'not-linked' },
      { outcome: 'write-back', because: 'resolve' },
    ]);
    const own = { workspace: 'default', connection: 'prod' };
    const third = { workspace: 'default', connection: 'third' };
    const { db } = relay.store;
    expect(await findKnownChanges(db, own, ['the same', 'another'])).toEqual(new Set(['the same']));
    expect(await findKnownChanges(db, third, ['the same'])).toEqual(new Set());
  },
);

// In table mode by its correlation id; an app of an earlier version tells it under the key, too.
test('a copy of the record that carries its key as well changes nothing of it', async () => {
  await relay.change({
    id: 'of-the-copy',
    key,
    sequence: 100,
    sys_id: 'c'.repeat(32),
    fields: [{ name: 'state', old: '1', new: '6' }],
    record: { state: '6', active: true, sys_mod_count: 1, short_description: '' },
  });
  await relay.drain();
  relay.clock.at += 400_000;
  await relay.drain();

  expect(await outcomes()).toEqual([{ outcome: 'nothing', because: 'not-linked' }]);
  expect(await told()).toEqual([]);
  expect(await phases()).toEqual([{ phase: 'open', change_sequence: -1 }]);
});
