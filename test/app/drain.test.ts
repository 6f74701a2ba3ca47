import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InstanceOptions } from '../instance/create-instance.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  api,
  connectRelay,
  createRecord,
  drainJob,
  newCommand,
  newKey,
  rowsLeft,
  startAppInstance,
  type AppInstance,
} from './support/app-instance.ts';
import { copyWithChange } from './support/copy-with-change.ts';
import {
  newSecret,
  startFakeRelay,
  takeAfter,
  takeAll,
  takeSlowly,
  type FakeRelay,
} from './support/fake-relay.ts';

let app: AppInstance;
let relay: FakeRelay;

/** One for each test: most set its clock, and leave changes that wait or failed. */
function startForEach(): void {
  beforeEach(async () => {
    [app, relay] = await Promise.all([startAppInstance(), startFakeRelay()]);
    await connectRelay(app, relay);
  });

  afterEach(async () => {
    await app[Symbol.asyncDispose]();
    await relay[Symbol.asyncDispose]();
  });
}

async function edit(sysId: string, fields: Record<string, string>): Promise<void> {
  const answer = await app.admin.patch(`/api/now/table/incident/${sysId}`, fields);
  expect(answer.status, answer.text).toBe(200);
}

/** In one call, in this order. */
async function editTogether(
  edits: readonly { readonly sysId: string; readonly fields: Record<string, string> }[],
): Promise<void> {
  const answer = await app.admin.post('/api/now/v1/batch', {
    batch_request_id: '1',
    rest_requests: edits.map(({ sysId, fields }, nth) => ({
      id: String(nth),
      method: 'PATCH',
      url: `/api/now/table/incident/${sysId}`,
      headers: [{ name: 'content-type', value: 'application/json' }],
      body: Buffer.from(JSON.stringify(fields)).toString('base64'),
    })),
  });
  expect(answer.status, answer.text).toBe(200);
}

const states = async (): Promise<unknown[]> =>
  (await app.rows('x_alrt_relay_outbox', 'ORDERBYsys_created_on^ORDERBYsequence')).map(
    (row) => row['state'],
  );

const settled = (count: number) =>
  waitFor(() => relay.changes().length >= count && app.instance.control.openJobs() === 0, {
    within: 15_000,
    what: () => `${count} changes at the relay, there are ${relay.changes().length}`,
  });

/**
 * Ids in the order of arrival. Each change raises an event of its own, and four nodes take the events as
 * they come, while the relay takes its time to answer.
 */
async function sentByFourNodes(options: InstanceOptions): Promise<readonly string[]> {
  await using slow = await startFakeRelay();
  await using nodes = await startAppInstance({ jobThreads: 4, ...options });
  await connectRelay(nodes, slow);
  await nodes.setProperty('drain_batch', '2');
  slow.answerWith(takeSlowly);

  await Promise.all(
    Array.from({ length: 15 }, () => nodes.relay.put(`${api}/tasks/${newKey()}`, newCommand())),
  );
  const ids = () => slow.changes().map((change) => change.id);
  await waitFor(() => new Set(ids()).size === 15 && nodes.instance.control.openJobs() === 0, {
    within: 60_000,
    what: 'every change at the relay',
  });

  expect(slow.pushed.every((push) => push.changes.length <= 2)).toBe(true);
  return ids();
}

describe('the outbox', () => {
  startForEach();

  test('is pushed at once, signed, to the address of the connection', async () => {
    const { sysId } = await createRecord(app);
    await edit(sysId, { state: '2' });

    await settled(2);

    expect(relay.forged).toEqual([]);
    expect(relay.pushed[0]).toMatchObject({
      path: '/servicenow/prod/changes',
      instance: { name: 'simulated' },
    });
    expect(relay.changes().map((change) => change.operation)).toEqual(['insert', 'update']);
    expect(await states()).toEqual(['sent', 'sent']);
  });

  test('L23 keeps changes while the relay is away, and sends them in order when it is back', async () => {
    relay.answerWith(() => ({ status: 503, body: 'busy' }));
    const { sysId } = await createRecord(app);
    for (const state of ['2', '1', '2']) await edit(sysId, { state });
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 10_000, what: 'quiet' });
    const [failing] = await app.rows('x_alrt_relay_connection');
    relay.answerWith(undefined);
    app.instance.control.setClockOffsetMs(3600_000);

    await app.instance.control.runJob(drainJob);

    await settled(4);
    expect(failing).toMatchObject({ state: 'failing', last_error: 'HTTP 503 busy' });
    const sequences = relay.changes().map((change) => change.sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(await states()).toEqual(['sent', 'sent', 'sent', 'sent']);
    expect(await app.rows('x_alrt_relay_connection')).toMatchObject([
      { state: 'connected', failures: '0', last_error: '' },
    ]);
  });

  test('L23 two thousand changes of twenty records that waited all arrive, once, in the order of each record', async () => {
    const [edits, batch] = [100, 10];
    relay.answerWith(() => ({ status: 503, body: 'busy' }));
    const records = await Promise.all(Array.from({ length: 20 }, () => createRecord(app)));
    for (let from = 1; from <= edits; from += batch) {
      const numbers = Array.from({ length: batch }, (_, nth) => from + nth);
      await editTogether(
        numbers.flatMap((number) =>
          records.map(({ sysId }) => ({ sysId, fields: { short_description: `edit ${number}` } })),
        ),
      );
    }
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 20_000, what: 'quiet' });
    relay.answerWith(undefined);
    app.instance.control.setClockOffsetMs(3600_000);

    await app.instance.control.runJob(drainJob);

    const count = records.length * (1 + edits);
    await settled(count);
    const changes = relay.changes();
    expect(new Set(changes.map(({ id }) => id)).size).toBe(count);
    expect(changes).toHaveLength(count);
    const told = Map.groupBy(changes, (change) => change.sys_id);
    const inOrder = ['insert', ...Array.from({ length: edits }, (_, nth) => `edit ${nth + 1}`)];
    for (const { sysId } of records) {
      const own = told.get(sysId) ?? [];
      expect(
        own.map(({ operation, fields }) =>
          operation === 'insert'
            ? operation
            : fields.find(({ name }) => name === 'short_description')?.new,
        ),
      ).toEqual(inOrder);
    }
  }, 120_000);

  test('sets a change aside that the relay refuses again and again, and lets others pass', async () => {
    await app.setProperty('drain_attempts', '2');
    const { sysId: poisoned } = await createRecord(app);
    await settled(1);
    relay.answerWith((changes) =>
      changes.some((change) => change.sys_id === poisoned)
        ? { status: 422, body: 'cannot read this' }
        : takeAll(changes),
    );

    await edit(poisoned, { state: '2' });
    const { sysId: healthy } = await createRecord(app);
    await settled(2);
    app.instance.control.setClockOffsetMs(3600_000);
    await app.instance.control.runJob(drainJob);

    const dead = await waitFor(
      async () => {
        const rows = await app.rows('x_alrt_relay_outbox', 'state=dead');
        return rows.length > 0 && rows;
      },
      { within: 10_000, what: 'a dead change' },
    );
    expect(dead).toMatchObject([
      { record: poisoned, attempts: '2', last_error: 'HTTP 422 cannot read this' },
    ]);
    expect(relay.changes().map((change) => change.sys_id)).toEqual([poisoned, healthy]);
  });

  test('holds back later changes of a record whose earlier one waits', async () => {
    const { sysId } = await createRecord(app);
    await settled(1);
    relay.answerWith(() => ({ status: 200, body: JSON.stringify({ accepted: [] }) }));
    await edit(sysId, { state: '2' });
    await waitFor(
      async () => (await app.rows('x_alrt_relay_outbox', 'attempts=1^state=pending')).length > 0,
      {
        within: 10_000,
        what: 'a first attempt',
      },
    );
    const before = relay.pushed.length;
    await edit(sysId, { state: '1' });
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 10_000, what: 'quiet' });

    expect(relay.pushed).toHaveLength(before);
    relay.answerWith(undefined);
    app.instance.control.setClockOffsetMs(3600_000);
    await app.instance.control.runJob(drainJob);
    await settled(before + 2);
    expect(
      relay
        .changes()
        .slice(-2)
        .map((change) => change.fields[0]?.new),
    ).toEqual(['2', '1']);
    const errors = (await app.rows('x_alrt_relay_outbox')).map((row) => row['last_error']);
    expect(new Set(errors)).toEqual(new Set(['']));
  });

  test('a note too long for its row is told shortened, and nothing behind it waits', async () => {
    relay.answerWith(() => ({ status: 503, body: '' }));
    const long = await createRecord(app);
    const other = await createRecord(app);
    await edit(long.sysId, { work_notes: 'log line\n'.repeat(130_000) });
    await edit(other.sysId, { state: '2' });
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });
    relay.answerWith(undefined);
    app.instance.control.setClockOffsetMs(3600_000);

    await app.instance.control.runJob(drainJob);

    await settled(4);
    expect(relay.changes().map((change) => change.sys_id)).toContain(other.sysId);
    const text = relay.changes().find((change) => change.journal.length > 0)?.journal[0]?.text;
    expect(text?.length).toBeLessThan(100_000);
    expect(text).toMatch(/^log line[\s\S]*…$/);
  });

  test('a row whose payload cannot be read is set aside with the reason, and nothing behind it waits', async () => {
    relay.answerWith(() => ({ status: 503, body: '' }));
    const spoiled = await createRecord(app);
    const other = await createRecord(app);
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });
    const [row] = await app.rows('x_alrt_relay_outbox', `record=${spoiled.sysId}`);
    const path = `/api/now/table/x_alrt_relay_outbox/${String(row?.['sys_id'])}`;
    const patched = await app.admin.patch(path, { payload: '{"id":"1' });
    expect(patched.status, patched.text).toBe(200);
    relay.answerWith(undefined);
    app.instance.control.setClockOffsetMs(3600_000);

    await app.instance.control.runJob(drainJob);

    await settled(1);
    expect(relay.changes()).toMatchObject([{ sys_id: other.sysId }]);
    expect(await app.rows('x_alrt_relay_outbox', `record=${spoiled.sysId}`)).toMatchObject([
      { state: 'dead', last_error: expect.stringContaining('no JSON') },
    ]);
  });

  test('a slow relay holds up the queue of events for some seconds at a time, not until all is sent', async () => {
    relay.answerWith(() => ({ status: 503, body: '' }));
    const { sysId } = await createRecord(app);
    for (const state of ['2', '1', '2']) await edit(sysId, { state });
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });
    await app.setProperty('drain_batch', '1');
    relay.answerWith(takeAfter(2600));
    app.instance.control.setClockOffsetMs(3600_000);

    await edit(sysId, { state: '1' });
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 30_000, what: 'quiet' });

    expect(relay.changes()).toHaveLength(2);
  }, 60_000);

  test('a relay that refuses slowly is not asked about one change after the other when the time is over', async () => {
    relay.answerWith(() => ({ status: 503, body: '' }));
    for (let made = 0; made < 4; made += 1) await createRecord(app);
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });
    const asked: number[] = [];
    relay.answerWith(async (changes) => {
      asked.push(changes.length);
      await takeAfter(2600)(changes);
      return { status: 500, body: 'a fault' };
    });
    app.instance.control.setClockOffsetMs(3600_000);

    await createRecord(app);
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 30_000, what: 'quiet' });

    expect(asked[0]).toBe(5);
    expect(asked.length).toBeLessThanOrEqual(2);
  }, 60_000);
});

describe('the outbox of an instance of another kind', () => {
  test('L22 is sent once when several nodes drain it at the same time', async () => {
    const ids = await sentByFourNodes({});

    expect(new Set(ids).size).toBe(15);
    expect(ids).toHaveLength(15);
  }, 120_000);

  test('what waits is read by the node that sends it, and by no other', async () => {
    await using nodes = await startAppInstance({ jobThreads: 2 });
    await using held = await startFakeRelay();
    await connectRelay(nodes, held);
    const gate = Promise.withResolvers<undefined>();
    const asked = Promise.withResolvers<undefined>();
    held.answerWith(async (changes) => {
      asked.resolve(undefined);
      await gate.promise;
      return takeAll(changes);
    });
    const openJobs = (count: number) =>
      waitFor(() => nodes.instance.control.openJobs() === count, {
        within: 15_000,
        what: `${count} open jobs`,
      });
    await createRecord(nodes);
    await asked.promise;
    const { sysId } = await createRecord(nodes);
    await openJobs(1);
    const [row] = await nodes.rows('x_alrt_relay_outbox', `record=${sysId}`);
    const path = `/api/now/table/x_alrt_relay_outbox/${String(row?.['sys_id'])}`;
    await nodes.admin.patch(path, { payload: 'whoever reads this sets it aside' });

    await createRecord(nodes);
    await openJobs(1);
    const whileHeld = await nodes.rows('x_alrt_relay_outbox', `record=${sysId}`);
    gate.resolve(undefined);
    await openJobs(0);

    expect(whileHeld).toMatchObject([{ state: 'pending' }]);
    expect(await nodes.rows('x_alrt_relay_outbox', `record=${sysId}`)).toMatchObject([
      { state: 'dead' },
    ]);
    expect(held.changes()).toHaveLength(2);
  }, 60_000);

  test('a drain that died is taken over, after the time in which each ends', async () => {
    await using nodes = await startAppInstance({ jobThreads: 2 });
    await using held = await startFakeRelay();
    await connectRelay(nodes, held);
    const end = Promise.withResolvers<undefined>();
    const asked = Promise.withResolvers<undefined>();
    let calls = 0;
    held.answerWith(async (changes) => {
      calls += 1;
      asked.resolve(undefined);
      if (calls === 1) await end.promise;
      return takeAll(changes);
    });
    await createRecord(nodes);
    await asked.promise;
    const oneLeft = () =>
      waitFor(() => nodes.instance.control.openJobs() === 1, { within: 15_000, what: 'one job' });

    nodes.instance.control.setClockOffsetMs(170_000);
    await createRecord(nodes);
    await oneLeft();
    const early = calls;
    nodes.instance.control.setClockOffsetMs(181_000);
    await createRecord(nodes);
    await oneLeft();
    const sent = held.changes().length;
    end.resolve(undefined);
    await waitFor(() => nodes.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });

    expect([early, calls]).toEqual([1, 2]);
    expect(sent).toBe(3);
    expect(rowsLeft(nodes, 'x_alrt_relay_claim')).toEqual([]);
  }, 60_000);

  test('would be sent more than once by nodes that ask nobody', async () => {
    await using folder = await createTemporaryFolder('claims');
    const careless = copyWithChange(folder.path, {
      where: 'jobs/drain-connection.ts</path>',
      from: 'acquireClaim(ports, drainTakeoverSeconds)',
      to: '({ isHeld: () => true, release: () => undefined })',
    });

    const ids = await sentByFourNodes({ app: careless });

    expect(new Set(ids).size).toBe(15);
    expect(ids.length).toBeGreaterThan(15);
  }, 120_000);

  test('a record with more waiting changes than one look sees holds up no other', async () => {
    await using folder = await createTemporaryFolder('look');
    const shortSighted = copyWithChange(folder.path, {
      where: 'jobs/drain-connection.ts</path>',
      from: 'lookAhead = 500',
      to: 'lookAhead = 5',
    });
    await using node = await startAppInstance({ app: shortSighted });
    await using told = await startFakeRelay();
    await connectRelay(node, told);
    const { sysId: refused } = await createRecord(node);
    await waitFor(() => told.changes().length > 0 && node.instance.control.openJobs() === 0, {
      within: 15_000,
      what: 'the first change at the relay',
    });
    told.answerWith((changes) =>
      changes.some((change) => change.sys_id === refused)
        ? { status: 422, body: 'cannot read this' }
        : takeAll(changes),
    );
    for (let nth = 0; nth < 8; nth += 1) {
      const fields = { short_description: `edit ${nth}` };
      await node.admin.patch(`/api/now/table/incident/${refused}`, fields);
    }

    const { sysId } = await createRecord(node);

    await waitFor(() => told.changes().some((change) => change.sys_id === sysId), {
      within: 15_000,
      what: 'the change of the other record',
    });
    expect(await node.rows('x_alrt_relay_outbox', `state=pending^record=${refused}`)).toHaveLength(
      8,
    );
  }, 60_000);
});

describe('a connection', () => {
  startForEach();

  test('signs with both secrets while it rotates', async () => {
    const secret = newSecret();

    const answer = await app.relay.post(`${api}/rotate`, {
      workspace: 'default',
      connection: 'prod',
      secret,
    });
    await createRecord(app);
    await settled(1);
    relay.trust(secret);
    await createRecord(app);
    await settled(2);

    expect(answer.result).toEqual({ old_valid_hours: 24 });
    expect(relay.forged).toEqual([]);
    expect(relay.pushed.map((push) => push.signatures)).toEqual([2, 2]);
  });

  test('signs with the new secret alone when the time of both is over', async () => {
    const secret = newSecret();
    await app.relay.post(`${api}/rotate`, { workspace: 'default', connection: 'prod', secret });
    app.instance.control.setClockOffsetMs(25 * 3600_000);

    await createRecord(app);
    await waitFor(() => relay.forged.length > 0 && app.instance.control.openJobs() === 0, {
      within: 20_000,
      what: 'a push that the old secret does not open',
    });
    relay.trust(secret);
    app.instance.control.setClockOffsetMs(26 * 3600_000);
    await app.instance.control.runJob(drainJob);
    await settled(1);

    expect(relay.pushed.map((push) => push.signatures)).toEqual([1]);
  });

  test('signs with the secret that its relay introduced itself with alone, also during a rotation', async () => {
    const secret = newSecret();
    await app.relay.post(`${api}/rotate`, { workspace: 'default', connection: 'prod', secret });

    await connectRelay(app, relay);
    await createRecord(app);
    await settled(1);

    expect(relay.pushed.map((push) => push.signatures)).toEqual([1]);
  });

  test('stays failing, with the reason, while its relay takes heartbeats and no changes', async () => {
    relay.answerWith(() => ({ status: 503, body: 'full' }));
    await createRecord(app);
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });
    for (const hours of [1, 3, 5]) {
      app.instance.control.setClockOffsetMs(hours * 3600_000);
      await app.instance.control.runJob(drainJob);
    }

    const [row] = await app.rows('x_alrt_relay_connection');

    expect(relay.heartbeats.length).toBeGreaterThan(0);
    expect(row).toMatchObject({ state: 'failing', failures: '4', last_error: 'HTTP 503 full' });
    expect(row).toMatchObject({ silent: 'false' });
  });

  test('never shows its secret', async () => {
    const [row] = await app.rows('x_alrt_relay_connection');
    const all = JSON.stringify(app.instance.control.log());

    expect(row?.['secret'] ?? '').toBe('');
    expect(all).not.toContain(relay.secret.slice('whsec_'.length));
  });

  test('sets aside what waits when the relay says goodbye, and notes nothing more', async () => {
    await createRecord(app);
    await settled(1);
    await connectRelay(app, undefined, { connection: 'second' });
    await createRecord(app, { connection: 'second' });
    relay.answerWith(() => ({ status: 503, body: '' }));
    const { sysId } = await createRecord(app);

    const answer = await app.relay.post(`${api}/disconnect`, {
      workspace: 'default',
      connection: 'prod',
    });
    await edit(sysId, { state: '2' });

    expect(answer.result).toEqual({ set_aside: 1 });
    expect((await states()).map(String).toSorted()).toEqual(['dead', 'pending', 'sent']);
    expect(await app.rows('x_alrt_relay_outbox', 'state=dead')).toMatchObject([
      { record: sysId, last_error: 'The relay disconnected' },
    ]);
  });

  test('is told again when the relay comes back after its goodbye, and not called before', async () => {
    await app.relay.post(`${api}/disconnect`, { workspace: 'default', connection: 'prod' });
    const whileAway = await app.relay.post(`${api}/self-test?only=calls`, {});

    await connectRelay(app, relay);
    await createRecord(app);
    await settled(1);

    expect(whileAway.result).toEqual({ checks: [] });
    expect(relay.changes()).toMatchObject([{ operation: 'insert' }]);
  });

  /** A push failed, and the next attempt is far away; the relay answers again. */
  async function failUntil2037() {
    relay.answerWith(() => ({ status: 503, body: '' }));
    await createRecord(app);
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });
    const [failing] = await app.rows('x_alrt_relay_connection');
    await app.admin.patch(`/api/now/table/x_alrt_relay_connection/${String(failing?.['sys_id'])}`, {
      next_attempt: '2037-01-01 00:00:00',
    });
    relay.answerWith(undefined);
    return failing;
  }

  test('gets what waits as soon as its relay has introduced itself, however long it was to wait', async () => {
    const failing = await failUntil2037();

    await connectRelay(app, relay);
    await createRecord(app);
    await settled(2);

    expect(failing).toMatchObject({ state: 'failing' });
    expect(relay.changes()).toHaveLength(2);
  });

  test('begins anew when its relay introduces itself, whatever becomes of an attempt from before', async () => {
    await failUntil2037();
    await connectRelay(app, relay);
    relay.answerWith(async () => {
      relay.answerWith(undefined);
      app.instance.control.setClockOffsetMs(5_000);
      await connectRelay(app, relay);
      return { status: 503, body: '' };
    });

    await app.instance.control.runJob(drainJob);
    const [anew] = await app.rows('x_alrt_relay_connection');
    await app.instance.control.runJob(drainJob);
    await settled(1);

    expect(anew).toMatchObject({
      state: 'connected',
      failures: '0',
      next_attempt: '',
      last_error: '',
    });
  });

  test('gets a test event at once, however long it was to wait, and then what waits', async () => {
    await failUntil2037();

    const answer = await app.relay.post(`${api}/self-test?only=calls`, {});
    await app.instance.control.runJob(drainJob);

    expect(answer.result).toMatchObject({ checks: [{ name: 'call to prod', ok: true }] });
    expect(relay.heartbeats).toHaveLength(1);
    await settled(1);
  });

  test.each([
    ['switched off', 'x_alrt_relay.enabled', 'false', 'set x_alrt_relay.enabled to true'],
    ['a clone', 'instance_id', 'a-clone', 'connect it to a relay of its own'],
  ])(
    'gets no test event where the app is %s, and the cure is said',
    async (_, name, value, cure) => {
      const [property] = await app.rows('sys_properties', `name=${name}`);
      const path = `/api/now/table/sys_properties/${String(property?.['sys_id'])}`;
      await app.admin.patch(path, { value });

      const answer = await app.relay.post(`${api}/self-test?only=calls`, {});
      await app.admin.patch(path, { value: property?.['value'] });

      expect(answer.result).toMatchObject({ checks: [{ remedy: expect.stringContaining(cure) }] });
      expect(relay.heartbeats).toEqual([]);
    },
  );

  test('sends a heartbeat once a day, and forgets what was sent long ago', async () => {
    await createRecord(app);
    await settled(1);
    app.instance.control.setClockOffsetMs(40 * 86_400_000);

    await app.instance.control.runJob('Alert Relay: daily upkeep');

    await waitFor(() => relay.heartbeats.length === 1, { within: 10_000, what: 'a heartbeat' });
    expect(relay.heartbeats).toMatchObject([
      { type: 'heartbeat', app_version: '0.1.0', waiting: 0, oldest_waiting_minutes: 0, dead: 0 },
    ]);
    expect(await states()).toEqual([]);
  });

  test('keeps what waits and what failed however old, what was sent for a month, and notes for longer', async () => {
    const notes = [{ id: 'n1', element: 'work_notes', text: 'one' } as const];
    await createRecord(app, { notes });
    await settled(1);
    relay.answerWith(() => ({ status: 503, body: '' }));
    await createRecord(app);
    await createRecord(app);
    await waitFor(() => app.instance.control.openJobs() === 0, { within: 15_000, what: 'quiet' });
    const [row] = await app.rows('x_alrt_relay_outbox', 'state=pending');
    const path = `/api/now/table/x_alrt_relay_outbox/${String(row?.['sys_id'])}`;
    await app.admin.patch(path, { state: 'dead' });
    const after = async (days: number): Promise<readonly unknown[]> => {
      app.instance.control.setClockOffsetMs(days * 86_400_000);
      await app.instance.control.runJob('Alert Relay: daily upkeep');
      const left = (await states()).map(String).toSorted();
      return [...left, rowsLeft(app, 'x_alrt_relay_event').length];
    };

    expect(await after(20)).toEqual(['dead', 'pending', 'sent', 1]);
    expect(await after(40)).toEqual(['dead', 'pending', 1]);
    expect(await after(401)).toEqual(['dead', 'pending', 0]);
  });

  test('raises an alarm once when changes wait too long', async () => {
    relay.answerWith(() => ({ status: 503, body: '' }));
    await createRecord(app);
    await app.instance.control.runJob(drainJob);
    const early = await app.rows('sysevent', 'name=x_alrt_relay.outbox.stuck');
    app.instance.control.setClockOffsetMs(20 * 60_000);

    await app.instance.control.runJob(drainJob);
    await app.instance.control.runJob(drainJob);

    const events = await waitFor(
      async () => {
        const found = await app.rows('sysevent', 'name=x_alrt_relay.outbox.stuck');
        return found.length > 0 && found;
      },
      { within: 10_000, what: 'the alarm' },
    );
    expect(early).toEqual([]);
    expect(events).toMatchObject([{ parm1: '20', parm2: '1' }]);
  });
});
