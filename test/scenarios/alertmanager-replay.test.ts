import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { valueIn } from '../support/instance-client.ts';
import { sharedPayloads, sharedPayloadsAreHere } from '../support/shared.ts';
import {
  deadLetters,
  insertedIncidents,
  postNotification,
  startSystem,
  untilDrained,
  type System,
} from '../support/system.ts';

/** Bodies that Alertmanager 0.25 itself sent, in the order of their names; each builds on those before. */
const folder = 'alertmanager-real';
const wanted = /^(?:firing|repeat|resolved|grouped)-.*\.json$/;

interface Expected {
  readonly inserted: number;
  /** States of the records that the body touched, after it. */
  readonly states: readonly string[];
}

const opens: Expected = { inserted: 1, states: ['1'] };
const resolves: Expected = { inserted: 0, states: ['6'] };

const expected: Readonly<Record<string, Expected>> = {
  'firing-bare-no-annotations.json': opens,
  'firing-bearer-auth.json': opens,
  'firing-group-by-all.json': opens,
  'firing-grouped-4.json': opens,
  'firing-large-600-alerts-540kB.json': opens,
  'firing-single.json': opens,
  'firing-subroute-group-by-inherited.json': opens,
  'firing-unicode.json': opens,
  'repeat-1st.json': opens,
  'repeat-2nd-identical.json': { inserted: 0, states: [] },
  'resolved-bare.json': resolves,
  // Three of the four alerts of the group: the incident stays open for the fourth.
  'resolved-grouped-3.json': { inserted: 0, states: ['1'] },
  'resolved-large-600.json': resolves,
  'resolved-single.json': resolves,
};

const isHere = sharedPayloadsAreHere(folder);
const payloads = isHere ? sharedPayloads(folder, wanted) : [];

describe.skipIf(!isHere)('what a real Alertmanager sent', () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(async () => {
    await system[Symbol.asyncDispose]();
  });

  test('is all here', () => {
    expect(payloads.map(({ name }) => name)).toEqual(Object.keys(expected));
  });

  test.each(payloads)('$name replays', async ({ name, body }) => {
    const { agent, relay } = system;
    const before = await agent.lastWrite();

    const status = await postNotification(relay, body);
    await untilDrained(relay, 60_000);

    expect(status).toBe(202);
    const writes = await agent.writes(before);
    const touched = new Set(
      writes.filter(({ table }) => table === 'incident').map((write) => write.sys_id),
    );
    const records = await Promise.all(
      [...touched].map((sysId) => agent.records('incident', `sys_id=${sysId}`)),
    );
    const result: Expected = {
      inserted: insertedIncidents(writes).length,
      states: records.flat().map((record) => valueIn(record, 'state')),
    };
    expect(result).toEqual(expected[name]);
    expect(await deadLetters(relay)).toBe(0);
  });
});
