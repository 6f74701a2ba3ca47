import { afterEach, beforeEach, expect, test } from 'vitest';
import { findDestinationKind } from './connectors/destinations.ts';
import { sampleEvent, sampleRoute } from './domain/samples.ts';
import { RelayError } from './lib/errors.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';

const other = sampleEvent({ fingerprint: 'disk-db2', labels: { instance: 'db2' } });
let relay: SampleRelay;

beforeEach(async () => {
  const kind = findDestinationKind('webhook');
  const secret = `whsec_${'A'.repeat(43)}=`;
  const settings = Object(kind?.settings.parse({ url: 'https://tool.example', secret }));
  kind?.adopt(settings);
  const routes = [sampleRoute({ destination: 'tool', references: [] })];
  const destinations = [{ workspace: 'default', name: 'tool', kind: 'webhook', settings }];
  relay = await createSampleRelay(sampleConfiguration({ routes, destinations }));
});

afterEach(() => relay.close());

async function say(...events: ReturnType<typeof sampleEvent>[]): Promise<void> {
  await relay.send(...events);
  await relay.drain();
}

const keys = () => [...relay.servicenow.records.keys()];

/** A person puts the record into this state. */
async function put(state: string, over: Partial<Parameters<SampleRelay['change']>[0]> = {}) {
  const [key = ''] = keys();
  const fields = [{ name: 'state', old: '1', new: state }];
  const record = { state, active: true, sys_mod_count: 9, short_description: '' };
  await relay.change({ key, fields, record, sequence: 900, ...over });
  await relay.drain();
}

const outcomes = async () =>
  (await relay.store.db.selectFrom('change').select('because').orderBy('sequence').execute()).map(
    ({ because }) => because,
  );
const told = () => relay.store.db.selectFrom('write_back').select(['kind', 'steps']).execute();

test('what our command did is not looked at before the command is recorded', async () => {
  await say(sampleEvent());
  await relay.send(sampleEvent({ description: 'Nothing left.' }));
  const jobs = relay.store.db.updateTable('job');
  await jobs.set({ due_at: relay.clock.at + 60_000 }).execute();
  const { id } = await relay.store.db.selectFrom('job').select('id').executeTakeFirstOrThrow();

  await put('2', { origin: id });
  expect(await outcomes()).toEqual([null]);

  relay.clock.at += 60_000;
  await relay.drain();
  relay.clock.at += 60_000;
  await relay.drain();
  expect(await outcomes()).toEqual(['acknowledge']);
});

test('a change of a record whose creation is not recorded yet waits for it', async () => {
  await relay.send(sampleEvent());
  await relay.change({ key: 'f'.repeat(64) });

  await relay.drain();

  expect(await outcomes()).toEqual([null]);
});

test('what a person does to a record waits for a creation that got no answer twice', async () => {
  const { servicenow, clock } = relay;
  servicenow.loseAnswerBy = new RelayError('SERVICENOW_UNAVAILABLE', 'No answer in 75 s.');
  await say(sampleEvent());
  const [record] = servicenow.records.values();
  await put('2', { sys_id: record?.sys_id ?? '' });
  for (const _call of [1, 2]) {
    clock.at += 80_000;
    await relay.drain();
  }

  servicenow.loseAnswerBy = undefined;
  clock.at += 80_000;
  await relay.drain();
  clock.at += 80_000;
  await relay.drain();

  expect(await outcomes()).toEqual(['acknowledge']);
});

test('the alerts that are over are not told of what a person does for the others', async () => {
  await say(sampleEvent(), other);
  await say({ ...other, status: 'resolved' });

  await put('2');

  const [first] = await told();
  expect(first?.kind).toBe('acknowledge');
  expect(first?.steps).toContain('disk-db1');
  expect(first?.steps).not.toContain('disk-db2');
});

test('the end of a deleted record is told once, whoever finds it', async () => {
  await say(sampleEvent());
  const deleted = { deleted: true as const, fields: [] };

  await put('1', { ...deleted, id: 'of the app', sequence: 901 });
  await put('1', { ...deleted, id: 'of a poll', sequence: 1001 });

  expect((await told()).map(({ kind }) => kind)).toEqual(['resolve-deleted']);
  expect(await outcomes()).toEqual(['resolve-deleted', 'stale']);
});

test('what happens to a record of an earlier life is told in words, and ends or begins nothing of the next one', async () => {
  await say(sampleEvent());
  await say(sampleEvent({ status: 'resolved', endedAt: 2_000_000 }));
  await say(sampleEvent({ startedAt: 9_000_000 }));
  expect(keys()).toHaveLength(2);

  await put('2', { fields: [{ name: 'state', old: '6', new: '2' }] });
  await put('6', { sequence: 901, fields: [{ name: 'state', old: '2', new: '6' }] });
  await put('6', { sequence: 902, deleted: true, fields: [] });

  expect((await told()).map(({ kind }) => kind)).toEqual(['update', 'update', 'note-deleted']);
});

test('what a tool is told of one record does not wait behind that of another', async () => {
  await say(sampleEvent());
  await say({ ...other, groupKey: 'another' });
  for (const key of keys()) await put('2', { key, sys_id: key.slice(0, 32) });

  const lanes = relay.store.db.selectFrom('job').select('lane').distinct();
  expect(await lanes.where('kind', '=', 'write-back.send').execute()).toHaveLength(2);
});

test('the next record of an alert inherits nothing of the one before', async () => {
  await say(sampleEvent());
  await put('6');
  // The tool goes on with the life that a person ended: one note says so.
  await say(sampleEvent({ description: 'Nothing left.' }));
  const noted = relay.store.db.selectFrom('link').select('is_late_firing_noted');
  expect(await noted.execute()).toEqual([{ is_late_firing_noted: 1 }]);
  await put('7', { sequence: 1000, fields: [{ name: 'state', old: '6', new: '7' }] });

  await say(sampleEvent({ startedAt: 9_000_000 }));
  await say(sampleEvent({ startedAt: 9_000_000, status: 'resolved' }));
  await say(sampleEvent({ startedAt: 9_900_000 }));

  const links = await relay.store.db
    .selectFrom('link')
    .select(['episode', 'is_late_firing_noted', 'sent_fields'])
    .orderBy('episode')
    .execute();
  expect(links.map((link) => [link.episode, link.is_late_firing_noted])).toEqual([
    [1, 1],
    [2, 0],
    [3, 0],
  ]);
  expect(links[2]?.sent_fields).not.toContain('close_code');
});

test('that an alert goes on is noted once in a record, however often people resolve it', async () => {
  await say(sampleEvent());
  await put('6');
  await say(sampleEvent());
  await put('2', { sequence: 1000, fields: [{ name: 'state', old: '6', new: '2' }] });
  await say(sampleEvent({ severity: 'info' }));
  await put('6', { sequence: 2000, fields: [{ name: 'state', old: '2', new: '6' }] });

  await say(sampleEvent({ severity: 'info', description: 'Nothing left.' }));

  const events = relay.store.db.selectFrom('event').select('because').orderBy('id');
  expect((await events.execute()).map(({ because }) => because)).toEqual([
    'first-firing',
    'firing-after-manual-resolve',
    'changed',
    'already-noted',
  ]);
});

test('a record that was made another class and ended there takes no new life of its alert', async () => {
  await say(sampleEvent());
  // A task that is Closed Complete: to an incident its state would be On Hold.
  const record = { state: '3', active: false, sys_mod_count: 9, short_description: '' };
  await put('3', { table: 'task', record });

  await say(sampleEvent({ startedAt: 9_000_000 }));

  expect(keys()).toHaveLength(2);
});
