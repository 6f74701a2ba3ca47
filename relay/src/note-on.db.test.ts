import { features } from '@alert-relay/shared-types';
import { afterEach, expect, test } from 'vitest';
import type { Configuration } from './domain/configuration.ts';
import { decideIncidentCommand } from './domain/incident-command.ts';
import { NOTE_ON } from './domain/note-on.ts';
import { sampleEvent, sampleRoute } from './domain/samples.ts';
import { compileTemplate, type Template } from './domain/template.ts';
import { trialScope } from './domain/template-scope.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';

const open: SampleRelay[] = [];

afterEach(async () => {
  for (const relay of open.splice(0)) await relay.close();
});

function template(source: string): Template {
  const result = compileTemplate(source, trialScope);
  if (result.kind === 'invalid') throw new TypeError(result.because);
  return result.template;
}

const onIncident = {
  column: NOTE_ON,
  table: 'task',
  by: 'number',
  value: template('{{ labels.incident }}'),
  fallback: undefined,
  otherwise: 'fail',
} as const;
const theirs = 'c'.repeat(32);
const noting = sampleRoute({ references: [onIncident], destination: undefined });

async function start(change: Partial<Configuration> = {}): Promise<SampleRelay> {
  const relay = await createSampleRelay(sampleConfiguration({ routes: [noting], ...change }));
  open.push(relay);
  relay.servicenow.known.set('task number INC0007001', [theirs]);
  return relay;
}

async function say(relay: SampleRelay, ...events: ReturnType<typeof sampleEvent>[]) {
  for (const event of events) {
    relay.clock.at += 60_000;
    await relay.send(event);
    await relay.drain();
  }
}

const labels = { alertname: 'DiskFull', incident: 'INC0007001' };
const firing = sampleEvent({ labels });
const worse = sampleEvent({ labels, description: 'Nothing left.' });
const resolved = sampleEvent({ labels, status: 'resolved' });

test('an alert is told as notes on the record that it names, and nothing else is written', async () => {
  const relay = await start();

  await say(relay, firing, worse, resolved);

  const { requests } = relay.servicenow;
  expect(requests).toHaveLength(3);
  for (const request of requests) {
    expect(request).toMatchObject({ note_on: theirs, fields: {} });
    expect(request.notes).toHaveLength(1);
  }
  expect(requests.map(({ notes }) => notes[0]?.text ?? '')).toEqual([
    expect.stringContaining('[firing]'),
    expect.stringContaining('Nothing left.'),
    expect.stringContaining('[resolved]'),
  ]);
  const links = await relay.store.db.selectFrom('link').selectAll().execute();
  expect(links).toMatchObject([{ phase: 'resolved', ended_by: 'tool' }]);
});

test('the next life of the alert notes on the record that it names then', async () => {
  const relay = await start();
  relay.servicenow.known.set('task number INC0007002', ['d'.repeat(32)]);

  await say(relay, firing, resolved);
  await say(relay, sampleEvent({ labels: { ...labels, incident: 'INC0007002' }, startedAt: 9e9 }));

  expect(relay.servicenow.requests.map(({ note_on, episode }) => [note_on, episode])).toEqual([
    [theirs, 1],
    [theirs, 1],
    ['d'.repeat(32), 2],
  ]);
});

test('an alert that names no record is a dead letter that says so', async () => {
  const relay = await start();

  await say(relay, sampleEvent({ labels: { alertname: 'DiskFull' } }));

  expect(relay.servicenow.requests).toEqual([]);
  const jobs = await relay.store.db.selectFrom('job').select(['state', 'code']).execute();
  expect(jobs).toMatchObject([{ code: 'SERVICENOW_LOOKUP_EMPTY' }]);
});

test('no column of their record is written when the route changes its mind meanwhile', () => {
  const episode = {
    episode: 1,
    phase: 'open',
    state: '2',
    endedBy: undefined,
    endedAt: undefined,
    isLateFiringNoted: false,
    sentFields: { [NOTE_ON]: theirs },
    takenFields: {},
  } as const;
  const situation = { source: 'prometheus', at: 1, episode, members: new Map() };

  const { command } = decideIncidentCommand(sampleRoute(), situation, [firing]);

  expect(command).toMatchObject({ kind: 'write', operation: 'note', fields: {}, references: [] });
});

test('S20 an app that is too old for it makes the alert wait, with a reason and without a record of its own', async () => {
  const relay = await start();
  relay.servicenow.features = new Set();

  await say(relay, firing);

  const jobs = () => relay.store.db.selectFrom('job').selectAll().execute();
  expect(relay.servicenow.requests).toEqual([]);
  expect(await jobs()).toMatchObject([
    { state: 'waiting', attempt: 0, code: 'SERVICENOW_APP_OUTDATED' },
  ]);
  expect((await jobs())[0]?.message).toContain('Update the app');

  relay.servicenow.features = new Set(features);
  relay.clock.at += 300_000;
  await relay.drain();

  expect(await jobs()).toEqual([]);
  expect(relay.servicenow.requests).toMatchObject([{ note_on: theirs, fields: {} }]);
});
