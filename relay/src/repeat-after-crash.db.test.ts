import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleEvent, sampleRoute } from './domain/samples.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';

let relay: SampleRelay;

beforeEach(async () => {
  const routes = [sampleRoute({ destination: undefined, references: [] })];
  relay = await createSampleRelay(sampleConfiguration({ routes }));
});

afterEach(() => relay.close());

/** The instance does as it is told, and the relay is gone before it has recorded that. */
async function drainAndCrash(): Promise<void> {
  const { db } = relay.store;
  await sql`alter table attempt rename to attempt_away`.execute(db);
  await relay.drain();
  await sql`alter table attempt_away rename to attempt`.execute(db);
  relay.clock.at += 5000;
}

test('a create that was repeated together with what came meanwhile is known as the one that was applied', async () => {
  await relay.send(sampleEvent());
  await drainAndCrash();
  expect(relay.counted.duplicatesPrevented).toBe(0);
  await relay.send(sampleEvent());
  await relay.drain();

  expect(relay.counted.duplicatesPrevented).toBe(1);
  const { requests } = relay.servicenow;
  expect(requests.map(({ event_id }) => event_id)).toEqual([
    requests[0]?.event_id,
    requests[0]?.event_id,
  ]);
  const link = await relay.store.db
    .selectFrom('link')
    .select('sent_fields')
    .executeTakeFirstOrThrow();
  expect(JSON.parse(link.sent_fields)).toMatchObject(requests[0]?.fields ?? {});
});

test('what was folded into a command that was applied before a crash is still written', async () => {
  await relay.send(sampleEvent());
  await relay.drain();
  await relay.send(sampleEvent({ description: 'Less than 0.5 % left.' }));
  await drainAndCrash();

  await relay.send(sampleEvent({ description: 'Nothing left.' }));
  await relay.drain();

  const [record] = relay.servicenow.records.values();
  const last = relay.servicenow.requests.at(-1);
  expect(last?.notes.map(({ text }) => text)).toEqual([
    expect.stringContaining('0.5 %'),
    expect.stringContaining('Nothing left.'),
  ]);
  expect(record).toMatchObject({ applied_seq: 3, applied_event_id: last?.event_id });
});
