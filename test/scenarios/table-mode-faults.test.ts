import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Instance } from '../instance/create-instance.ts';
import { alertmanagerNotification } from '../sources/notification.ts';
import { openGate, type Gate } from '../support/gate.ts';
import {
  createInstanceClient,
  type Fault,
  type InstanceClient,
  valueIn,
} from '../support/instance-client.ts';
import { tellWithLostAnswer, toldOnce } from '../support/lost-answer.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import {
  deadLetters,
  insertedIncidents,
  postNotification,
  untilDrained,
} from '../support/system.ts';
import { waitUntilQuiet } from '../support/wait-for.ts';
import { startBareInstance, tableWorkspace } from '../support/table-system.ts';

let instance: Instance;
let gate: Gate;
let relay: Relay;
let agent: InstanceClient;
/** The group that the route names. */
let group: string;
/** Statuses to hand over in place of the answers to these methods, one each. */
let spoilt: Map<string, number>;

beforeAll(async () => {
  spoilt = new Map();
  instance = await startBareInstance();
  gate = await openGate(instance.url, {
    replace: ({ method }) => {
      const status = spoilt.get(method);
      spoilt.delete(method);
      return status;
    },
  });
  agent = createInstanceClient(instance.url, instance.admin);
  group = valueIn(await agent.create('sys_user_group', { name: 'Web Operations' }), 'sys_id');
  const route = { assignmentGroup: 'Web Operations', caller: 'abel.tuter' };
  relay = await startRelay({ workspaces: [tableWorkspace(gate.url, { route })] });
});

afterAll(async () => {
  await relay.stop();
  await gate.close();
  await instance.close();
});

afterEach(async () => {
  spoilt.clear();
  await agent.clearFaults();
});

interface Outcome {
  readonly incidents: number;
  readonly notes: number;
  readonly dead: number;
  readonly codes: readonly string[];
}

async function send(service: string, description: string): Promise<void> {
  const startsAt = new Date('2026-11-22T08:00:00Z');
  const body = alertmanagerNotification({
    group: service,
    status: 'firing',
    description,
    startsAt,
  });
  expect(await postNotification(relay, body)).toBe(202);
  await untilDrained(relay, 30_000);
}

/** The lines of the last attempt come through a pipe. */
async function untilLogIsQuiet(): Promise<void> {
  await waitUntilQuiet(async () => relay.log().length, {
    within: 5_000,
    quietFor: 200,
    what: 'the end of the log',
  });
}

/** Runs `doing` and sees what it made of the instance and of the jobs. */
async function observe(doing: () => Promise<void>): Promise<Outcome> {
  await untilLogIsQuiet();
  const before = await agent.lastWrite();
  const linesBefore = relay.log().split('\n').length;
  const deadBefore = await deadLetters(relay);
  await doing();
  await untilLogIsQuiet();
  const writes = await agent.writes(before);
  // Of the attempts of jobs: what polls meanwhile says the same of the connection, at its own times.
  const lines = relay
    .log()
    .split('\n')
    .slice(linesBefore)
    .filter((line) => line.includes('"jobId"'));
  return {
    incidents: insertedIncidents(writes).length,
    notes: writes.filter(({ changes }) => changes['work_notes'] !== undefined).length,
    dead: (await deadLetters(relay)) - deadBefore,
    codes: lines.flatMap((line) => /"code":"(?<code>\w+)"/.exec(line)?.groups?.['code'] ?? []),
  };
}

const create = { method: 'POST', table: 'incident' };
const update = { method: 'PATCH', table: 'incident' };

test('without the app an alert becomes one incident with one note, in the name of a modest account', async () => {
  expect(await observe(() => send('plain', 'No answer.'))).toEqual({
    incidents: 1,
    notes: 1,
    dead: 0,
    codes: ['OK'],
  });
  const [incident] = await agent.records('incident', 'short_description=Service plain is down');
  expect(incident).toMatchObject({
    impact: '1',
    urgency: '1',
    priority: '1',
    correlation_id: expect.stringMatching(/^[0-9a-f]{64}$/),
    correlation_display: 'Alert Relay prometheus',
    sys_created_by: 'alert.relay.table',
    assignment_group: group,
    caller_id: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
});

test.each<[string, Fault['action'], readonly string[]]>([
  ['a cut before anything was done', { cut: 'before' }, ['SERVICENOW_OUTCOME_UNKNOWN', 'OK']],
  [
    'a cut after everything was done',
    { cut: 'after-commit' },
    ['SERVICENOW_OUTCOME_UNKNOWN', 'OK'],
  ],
  ['503', { status: 503 }, ['SERVICENOW_OUTCOME_UNKNOWN', 'OK']],
  ['the page of a sleeping instance', { page: 'hibernating' }, ['SERVICENOW_HIBERNATING', 'OK']],
  ['401', { status: 401 }, ['SERVICENOW_UNAUTHORIZED', 'OK']],
  [
    '429 with Retry-After',
    { status: 429, headers: { 'retry-after': '1' } },
    ['SERVICENOW_RATE_LIMITED', 'OK'],
  ],
  ['an answer that is slow and within the quota', { delayMs: 1_500 }, ['OK']],
])('creating through %s makes one incident with one note', async (name, action, codes) => {
  await agent.addFault({ match: create, action, times: 1 });

  expect(await observe(() => send(name, 'No answer.'))).toEqual({
    incidents: 1,
    notes: 1,
    dead: 0,
    codes,
  });
});

test('500 after the record was made: it is found and adopted', async () => {
  spoilt.set('POST', 500);

  expect(await observe(() => send('made and then 500', 'No answer.'))).toEqual({
    incidents: 1,
    notes: 1,
    dead: 0,
    codes: ['SERVICENOW_OUTCOME_UNKNOWN', 'OK'],
  });
});

test.each<[string, Fault['action'] | undefined]>([
  ['a cut before anything was done', { cut: 'before' }],
  ['a cut after everything was done', { cut: 'after-commit' }],
  ['500 after everything was done', undefined],
])('a note that went out through %s stands in the journal once', async (name, action) => {
  const service = `note, ${name}`;
  await send(service, 'No answer.');
  if (action === undefined) spoilt.set('PATCH', 500);
  else await agent.addFault({ match: update, action, times: 1 });

  expect(await observe(() => send(service, 'Still no answer.'))).toEqual({
    incidents: 0,
    notes: 1,
    dead: 0,
    codes: ['SERVICENOW_OUTCOME_UNKNOWN', 'OK'],
  });
});

test('what waited behind another, was written together and had no answer, stands in the journal once and ends the record once', async () => {
  expect(await tellWithLostAnswer(relay, agent, update)).toEqual(toldOnce);
});

test('400 is final: a dead letter, and nothing was written', async () => {
  await agent.addFault({ match: create, action: { status: 400 }, times: 1 });

  expect(await observe(() => send('refused', 'No answer.'))).toEqual({
    incidents: 0,
    notes: 0,
    dead: 1,
    codes: ['SERVICENOW_REJECTED'],
  });
});

test('S13 a look-up that answers with rows of others is not believed', async () => {
  const foreign = {
    sys_id: 'f'.repeat(32),
    number: 'INC0009999',
    state: '2',
    active: 'true',
    correlation_id: '',
    sys_mod_count: '7',
  };
  await agent.addFault({
    match: { method: 'GET', table: 'incident' },
    action: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ result: [foreign, foreign] }),
    },
    // Polls ask the same table meanwhile.
    times: 1000,
  });

  expect(await observe(() => send('foreign', 'No answer.'))).toEqual({
    incidents: 0,
    notes: 0,
    dead: 1,
    codes: ['SERVICENOW_WRONG_RECORD'],
  });
});
