import { afterEach, expect, test } from 'vitest';
import { readEverything } from './database/sample-store.ts';
import { sampleConnection, sampleEvent, sampleRoute } from './domain/samples.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';

const open: SampleRelay[] = [];

afterEach(async () => {
  for (const relay of open.splice(0)) await relay.close();
});

const canary = 'CANARY of the excluded column';

async function whatIsStored(excludedFields: readonly string[]): Promise<string> {
  const relay = await createSampleRelay(
    sampleConfiguration({
      connections: [sampleConnection({ excludedFields })],
      routes: [sampleRoute({ destination: undefined, workNotes: false })],
    }),
  );
  open.push(relay);
  await relay.send(sampleEvent());
  await relay.drain();
  const [key = ''] = relay.servicenow.records.keys();
  await relay.change({
    key,
    fields: [
      { name: 'description', old: null, new: canary },
      { name: 'assigned_to', old: null, new: 'a person' },
    ],
    journal: [
      { id: 'j1', element: 'comments', text: canary, author: 'x', at: '2026-11-22T08:00:00Z' },
    ],
  });
  await relay.drain();
  return readEverything(relay.store.db);
}

test('a column that is excluded is nowhere in the store, and the rest of its change is', async () => {
  const stored = await whatIsStored(['description', 'comments']);

  expect(stored).not.toContain(canary);
  expect(stored).toContain('a person');
});

test('without the exclusion it would be there', async () => {
  expect(await whatIsStored([])).toContain(canary);
});
