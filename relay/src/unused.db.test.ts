import { afterEach, expect, test } from 'vitest';
import type { UnusedObject } from './domain/configuration.ts';
import { sampleEvent, sampleRoute } from './domain/samples.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';

const open: SampleRelay[] = [];

afterEach(async () => {
  for (const relay of open.splice(0)) await relay.close();
});

/** What waits after a day in which an alert came and its record, if it has one, was resolved. */
async function waitingWithout(kind: UnusedObject['kind'], name: string) {
  const because = 'url: expected https://';
  const relay = await createSampleRelay(
    sampleConfiguration({
      routes: [sampleRoute({ destination: 'tool', references: [] })],
      unused: [{ workspace: 'default', kind, name, because }],
    }),
  );
  open.push(relay);
  await relay.send(sampleEvent());
  await relay.drain();
  const [record] = relay.servicenow.records.values();
  if (record !== undefined) {
    const { key, sys_id } = record;
    const resolved = { state: '6', active: true, sys_mod_count: 7, short_description: '' };
    const fields = [{ name: 'state', old: '1', new: '6' }];
    await relay.change({ key, sys_id, sequence: 700, fields, record: resolved });
  }
  for (let minute = 0; minute < 1440; minute += 30) {
    relay.clock.at += 30 * 60_000;
    await relay.drain();
  }
  const columns = ['kind', 'state', 'attempt', 'code', 'message'] as const;
  return relay.store.db.selectFrom('job').select(columns).execute();
}

test.each([
  ['route', 'ops', 'events.apply'],
  ['destination', 'tool', 'change.apply'],
] as const)('what needs the %s %s waits with the reason, and never dies of it', async (...the) => {
  const [kind, name, job] = the;

  expect(await waitingWithout(kind, name)).toEqual([
    {
      kind: job,
      state: 'waiting',
      attempt: 0,
      code: 'CONFIGURATION_INVALID',
      message: `The ${kind} ${name} of the workspace default is not used: url: expected https://. What needs it waits until that is corrected.`,
    },
  ]);
});

test('what needs an unused connection is parked with it, without an attempt', async () => {
  expect(await waitingWithout('connection', 'prod')).toEqual([
    { kind: 'events.apply', state: 'waiting', attempt: 0, code: null, message: null },
  ]);
});
