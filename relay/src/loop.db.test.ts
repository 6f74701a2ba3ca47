import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Destination } from './domain/configuration.ts';
import { sampleEvent, sampleRoute } from './domain/samples.ts';
import { literal } from './domain/template.ts';
import { replayJobs } from './queue/replay.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';
import { findDestinationKind } from './connectors/destinations.ts';

let relay: SampleRelay;
let sequence: number;
/** Writes that the rule has seen, and messages that the tool has. */
let seen: { writes: number; told: number };

beforeEach(async () => {
  const kind = findDestinationKind('webhook');
  const settings = kind?.settings.parse({
    url: 'https://tool.example',
    secret: `whsec_${'A'.repeat(43)}=`,
  });
  kind?.adopt(Object(settings));
  const destination: Destination = {
    workspace: 'default',
    name: 'tool',
    kind: 'webhook',
    settings: Object(settings),
  };
  const routes = [
    sampleRoute({
      destination: 'tool',
      references: [],
      fields: { assignment_group: literal('group-b') },
      owners: { assignment_group: 'tool' },
    }),
  ];
  relay = await createSampleRelay(sampleConfiguration({ routes, destinations: [destination] }));
  sequence = 0;
  seen = { writes: 0, told: 0 };
});

afterEach(async () => {
  await relay.close();
});

/** The tool's side: it changed the alert, and its policy belongs to group B. */
async function toolAnswers(description: string): Promise<void> {
  await relay.send(sampleEvent({ description }));
  await relay.drain();
}

/** ServiceNow's side: a rule gives the record to group A, inside our write. */
async function ruleAnswers(): Promise<void> {
  const [record] = relay.servicenow.records.values();
  const origin = relay.servicenow.requests.at(-1)?.event_id ?? null;
  sequence += 1;
  await relay.change({
    key: record?.key ?? '',
    id: `change-${sequence}`,
    sequence,
    sys_id: record?.sys_id ?? '',
    origin,
    fields: [{ name: 'assignment_group', old: 'group-b', new: 'group-a' }],
  });
  await relay.drain();
}

/** Each side acts when the other one did. */
async function loop(rounds: number): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    relay.clock.at += 1000;
    if (written().length > seen.writes) await ruleAnswers();
    seen.writes = written().length;
    const told = await countTold();
    if (told > seen.told) await toolAnswers(`told ${told} times`);
    seen.told = told;
  }
}

async function countTold(): Promise<number> {
  return (await relay.store.db.selectFrom('write_back').select('id').execute()).length;
}

function written() {
  return relay.servicenow.requests.filter(({ fields }) => fields['assignment_group'] !== undefined);
}

const notesAboutIt = () =>
  relay.servicenow.requests
    .flatMap(({ notes }) => notes)
    .filter(({ text }) => text.includes('Alert Relay has stopped here'));

async function dead() {
  return relay.store.db
    .selectFrom('job')
    .select(['id', 'lane', 'state', 'code'])
    .where('state', '!=', 'waiting')
    .where('kind', '!=', 'write-back.send')
    .execute();
}

async function replay(): Promise<void> {
  const { commit } = relay.store;
  const filter = { workspace: 'default', code: 'LOOP_STOPPED' };
  await commit((unit) => replayJobs(unit, filter));
  await relay.drain();
}

test('two rules that undo each other are stopped, once, with one note', async () => {
  await toolAnswers('the first');

  await loop(20);

  // One that created it, and two that a rule took back.
  expect(written().length).toBe(3);
  expect(await dead()).toMatchObject([{ state: 'blocking', code: 'LOOP_STOPPED' }]);
  expect(notesAboutIt()).toHaveLength(1);
  expect(notesAboutIt()[0]?.text).toContain(`alert-relay replay ${(await dead())[0]?.id}`);
});

test('a replay goes on with what came meanwhile, and a loop that goes on is stopped again', async () => {
  await toolAnswers('the first');
  await loop(20);

  await replay();

  expect(await dead()).toEqual([]);
  expect(notesAboutIt()).toHaveLength(1);
  await loop(20);
  expect(notesAboutIt()).toHaveLength(2);
  expect(await dead()).toMatchObject([{ code: 'LOOP_STOPPED' }]);
});

test('a record of another alert goes on', async () => {
  await toolAnswers('the first');
  await loop(20);

  await relay.send(sampleEvent({ fingerprint: 'other', groupKey: 'other' }));
  await relay.drain();

  expect(relay.servicenow.records.size).toBe(2);
});

test('an alert that flaps while a person looks on is no loop', async () => {
  for (let life = 1; life <= 12; life += 1) {
    relay.clock.at += 30_000;
    await relay.send(sampleEvent({ startedAt: life * 1_000_000 }));
    await relay.drain();
    await relay.send(sampleEvent({ startedAt: life * 1_000_000, status: 'resolved' }));
    await relay.drain();
  }

  expect(await dead()).toEqual([]);
});

test('the note about it comes also where another relay is ahead of this one', async () => {
  await toolAnswers('the first');
  while (written().length < 3) await loop(1);
  for (const [key, record] of relay.servicenow.records) {
    relay.servicenow.records.set(key, { ...record, applied_seq: record.applied_seq + 7 });
  }

  await loop(20);

  const [stopped] = await dead();
  const [record] = relay.servicenow.records.values();
  expect(record?.applied_event_id).toBe(`loop-${stopped?.id}`);
});
