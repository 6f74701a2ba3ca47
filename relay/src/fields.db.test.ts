import { afterEach, describe, expect, test } from 'vitest';
import type { Route } from './domain/configuration.ts';
import type { RouteReference } from './domain/configuration.ts';
import { sampleEvent, sampleRoute } from './domain/samples.ts';
import { compileTemplate, literal, type Template } from './domain/template.ts';
import { trialScope } from './domain/template-scope.ts';
import { createSampleRelay, sampleConfiguration, type SampleRelay } from './sample-relay.ts';

const open: SampleRelay[] = [];

afterEach(async () => {
  for (const relay of open.splice(0)) await relay.close();
});

async function start(route: Partial<Route>): Promise<SampleRelay> {
  const routes = [sampleRoute({ destination: undefined, references: [], ...route })];
  const relay = await createSampleRelay(sampleConfiguration({ routes }));
  open.push(relay);
  return relay;
}

async function send(relay: SampleRelay, event = sampleEvent()): Promise<void> {
  await relay.send(event);
  await relay.drain();
}

function template(source: string): Template {
  const result = compileTemplate(source, trialScope);
  if (result.kind === 'invalid') throw new TypeError(result.because);
  return result.template;
}

function lastRequest(relay: SampleRelay) {
  return relay.servicenow.requests.at(-1);
}

function keyOf(relay: SampleRelay): string {
  return [...relay.servicenow.records.keys()][0] ?? '';
}

async function driftOf(relay: SampleRelay): Promise<unknown> {
  const row = await relay.store.db
    .selectFrom('event')
    .select('drift')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return JSON.parse(row?.drift ?? '[]');
}

describe('a new record', () => {
  test('takes what the templates make of its alert, and defaults for the rest', async () => {
    const relay = await start({
      fields: {
        short_description: template('[{{ severity }}] {{ title }}'),
        u_cluster: template('{{ labels.instance | upcase }}'),
        u_team: template('{{ labels.team }}'),
      },
      defaults: { u_team: 'operations', u_cluster: 'none', contact_type: 'monitoring' },
      note: template('Started {{ startedAt | date: "%H:%M" }} in {{ source }}'),
    });

    await send(relay);

    expect(lastRequest(relay)).toMatchObject({
      fields: {
        short_description: '[critical] Disk of db1 is full',
        u_cluster: 'DB1',
        u_team: 'operations',
        contact_type: 'monitoring',
      },
      notes: [{ element: 'work_notes', text: 'Started 00:16 in prometheus' }],
    });
  });

  test('goes to the group of its severity', async () => {
    const { severityMap } = sampleRoute();
    const critical = { ...severityMap.critical, assignmentGroup: literal('On call') };
    const relay = await start({ severityMap: { ...severityMap, critical } });
    relay.servicenow.known.set('sys_user_group name On call', ['a'.repeat(32)]);

    await send(relay);

    expect(lastRequest(relay)?.fields).toMatchObject({ assignment_group: 'a'.repeat(32) });
  });

  test('is created although a template fails on this alert, and says which column lacks', async () => {
    const bomb = '{% for i in (1..20) %}{{ title | upcase }}{% endfor %}';
    const relay = await start({ fields: { u_text: template(bomb) } });

    await send(relay, sampleEvent({ title: 'a'.repeat(100_000) }));

    expect(relay.servicenow.records.size).toBe(1);
    expect(await driftOf(relay)).toContainEqual({ column: 'u_text', kind: 'not-rendered' });
  });
});

describe('a name that is looked up', () => {
  const caller: RouteReference = {
    column: 'caller_id',
    table: 'sys_user',
    by: undefined,
    value: template('{{ labels.owner }}'),
    fallback: undefined,
    otherwise: 'leave-empty',
  };
  const owned = sampleEvent({ labels: { owner: 'beth@example.com' } });
  const BETH = 'b'.repeat(32);

  test.each<[string, string[], Partial<RouteReference>, string | undefined, string | undefined]>([
    ['is found', [BETH], {}, BETH, undefined],
    ['is nobody, and left out', [], {}, undefined, 'no-match'],
    ['is several, and left out', [BETH, 'c'], {}, undefined, 'several-matches'],
    ['is nobody, and has a fallback', [], { fallback: 'admin' }, 'd'.repeat(32), undefined],
  ])('%s', async (_what, found, change, expected, kind) => {
    const relay = await start({ references: [{ ...caller, ...change }] });
    relay.servicenow.known.set('sys_user email beth@example.com', found);
    relay.servicenow.known.set('sys_user user_name admin', ['d'.repeat(32)]);

    await send(relay, owned);

    expect(lastRequest(relay)?.fields['caller_id']).toBe(expected);
    expect(await driftOf(relay)).toEqual(kind === undefined ? [] : [{ column: 'caller_id', kind }]);
  });

  test('that must be found keeps its event as a dead letter', async () => {
    const relay = await start({ references: [{ ...caller, otherwise: 'fail' }] });
    relay.servicenow.known.set('sys_user email beth@example.com', []);

    await send(relay, owned);

    const event = await relay.store.db.selectFrom('event').selectAll().executeTakeFirst();
    expect(event).toMatchObject({ outcome: 'dead', because: 'SERVICENOW_LOOKUP_EMPTY' });
  });

  test.each(['javascript:gs.getUserID()', ' JavaScript:1', 'a^ORactive=true', 'a\u0000b'])(
    'such as %j is never asked for, since ServiceNow would run or split it',
    async (owner) => {
      const relay = await start({ references: [caller] });

      await send(relay, sampleEvent({ labels: { owner } }));

      expect(lastRequest(relay)?.fields).not.toHaveProperty('caller_id');
      expect(await driftOf(relay)).toEqual([{ column: 'caller_id', kind: 'no-match' }]);
    },
  );

  test.each<[string, Partial<RouteReference>, Partial<RouteReference>, object]>([
    ['fails', {}, { otherwise: 'fail' }, { outcome: 'dead', because: 'SERVICENOW_LOOKUP_EMPTY' }],
    [
      'fails where it stands in the route',
      { value: literal('Ops ^ Network') },
      { otherwise: 'fail' },
      { outcome: 'dead', because: 'SERVICENOW_LOOKUP_EMPTY' },
    ],
    ['gives way to the fallback', {}, { fallback: 'admin' }, { outcome: 'created', drift: null }],
  ])(
    'that no record can have %s, as one that none has does',
    async (_what, named, policy, expected) => {
      const relay = await start({ references: [{ ...caller, ...named, ...policy }] });
      relay.servicenow.known.set('sys_user user_name admin', ['d'.repeat(32)]);

      await send(relay, sampleEvent({ labels: { owner: 'a^ORactive=true' } }));

      const event = await relay.store.db.selectFrom('event').selectAll().executeTakeFirst();
      expect(event).toMatchObject(expected);
    },
  );

  test('is not asked for where the template comes out empty', async () => {
    const relay = await start({ references: [{ ...caller, otherwise: 'fail' }] });

    await send(relay);

    expect(lastRequest(relay)?.fields).not.toHaveProperty('caller_id');
  });
});

test('a follow-up is a task below the record that its alert names', async () => {
  const parent: RouteReference = {
    column: 'parent',
    table: 'task',
    by: undefined,
    value: template('{{ labels.incident }}'),
    fallback: undefined,
    otherwise: 'fail',
  };
  const relay = await start({ table: 'task', references: [parent] });
  relay.servicenow.known.set('task number INC0010001', ['e'.repeat(32)]);

  await send(relay, sampleEvent({ labels: { incident: 'INC0010001' } }));

  expect(lastRequest(relay)).toMatchObject({ table: 'task', fields: { parent: 'e'.repeat(32) } });
});

describe('a column that a person set', () => {
  const worse = sampleEvent({ severity: 'critical', description: 'worse' });

  async function afterPerson(route: Partial<Route>): Promise<SampleRelay> {
    const relay = await start(route);
    await send(relay, sampleEvent({ severity: 'info' }));
    await relay.change({
      key: keyOf(relay),
      fields: [{ name: 'urgency', old: '3', new: '2' }],
    });
    await relay.drain();
    return relay;
  }

  test('L12 stays, the rest is written, and the conflict is listed on event and link', async () => {
    const relay = await afterPerson({});

    await send(relay, worse);

    const link = await relay.store.db.selectFrom('link').selectAll().executeTakeFirstOrThrow();
    expect(lastRequest(relay)?.fields).toEqual({ impact: '1', severity: '1' });
    expect(await driftOf(relay)).toEqual([{ column: 'urgency', kind: 'conflict' }]);
    expect(JSON.parse(link.drift)).toEqual([{ column: 'urgency', kind: 'conflict' }]);
    expect(JSON.parse(link.taken_fields)).toEqual({ urgency: '2' });
  });

  test('is taken back where the route says that the newest counts', async () => {
    const relay = await afterPerson({ owners: { urgency: 'newest' } });

    await send(relay, worse);

    const link = await relay.store.db.selectFrom('link').selectAll().executeTakeFirstOrThrow();
    expect(lastRequest(relay)?.fields).toEqual({ impact: '1', urgency: '1', severity: '1' });
    expect(link.taken_fields).toBe('{}');
  });

  test('such as a close code, is kept when the alert is resolved', async () => {
    const relay = await start({});
    await send(relay);
    const fields = [{ name: 'close_code', old: '', new: 'Duplicate' }];
    await relay.change({ key: keyOf(relay), fields });
    await relay.drain();

    await send(relay, sampleEvent({ status: 'resolved' }));

    expect(lastRequest(relay)?.fields).toEqual({
      state: '6',
      close_notes: 'Resolved in the alerting tool.',
    });
  });
});

describe('an alert that fires anew after its record was resolved', () => {
  const again = sampleEvent({ startedAt: 9_000_000 });

  test.each([
    ['soon enough, reopens it', 60_000, 1],
    ['too late, opens the next', 60_001, 2],
  ])('%s', async (_what, later, records) => {
    const relay = await start({ reopenWithinMs: 60_000 });
    await send(relay);
    await send(relay, sampleEvent({ status: 'resolved' }));
    relay.clock.at += later;

    await send(relay, again);

    expect(relay.servicenow.records.size).toBe(records);
    expect(lastRequest(relay)?.fields['state']).toBe('1');
  });
});
