import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import type { Fault } from '../support/instance-client.ts';
import { tellWithLostAnswer, toldOnce } from '../support/lost-answer.ts';
import {
  deadLetters,
  insertedIncidents,
  postNotification,
  startSystem,
  untilDrained,
  type System,
} from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

afterEach(async () => {
  await system.agent.clearFaults();
});

const upsert = { method: 'PUT', path: '/api/x_alrt_relay/v1/tasks' };

interface Outcome {
  readonly incidents: number;
  readonly notes: number;
  readonly dead: number;
  /** Codes of the attempts, in order. */
  readonly codes: readonly string[];
}

/** Lets the instance misbehave once, sends an alert, and sees what became of it. */
async function sendThrough(
  name: string,
  action: Fault['action'],
  attempts: number,
): Promise<Outcome> {
  const { agent, relay } = system;
  const before = await agent.lastWrite();
  const linesBefore = relay.log().split('\n').length;
  const deadBefore = await deadLetters(relay);
  await agent.addFault({ match: upsert, action, times: 1 });
  const body = alertmanagerNotification({
    group: name,
    status: 'firing',
    description: 'No answer for 5 minutes.',
    startsAt: new Date(),
  });
  expect(await postNotification(relay, body)).toBe(202);
  await untilDrained(relay, 40_000);

  const writes = await agent.writes(before);
  const codes = (): readonly string[] =>
    relay
      .log()
      .split('\n')
      .slice(linesBefore)
      .flatMap((line) => /"code":"(?<code>\w+)"/.exec(line)?.groups?.['code'] ?? []);
  // The last line of the log may still be on its way here.
  await waitFor(() => codes().length >= attempts, {
    within: 10_000,
    what: () => `${attempts} attempts in the log, which has ${codes().join(', ')}`,
  });
  return {
    incidents: insertedIncidents(writes).length,
    notes: writes.filter(({ changes }) => changes['work_notes'] !== undefined).length,
    dead: (await deadLetters(relay)) - deadBefore,
    codes: codes(),
  };
}

test.each<[string, Fault['action'], readonly string[]]>([
  [
    'the page of a hibernating instance, with 200',
    { page: 'hibernating' },
    ['SERVICENOW_HIBERNATING', 'OK'],
  ],
  [
    'the page of an instance in maintenance',
    { page: 'maintenance' },
    ['SERVICENOW_UNAVAILABLE', 'OK'],
  ],
  ['200 with nothing in it', { status: 200, body: '' }, ['SERVICENOW_UNEXPECTED_ANSWER', 'OK']],
  ['401', { status: 401 }, ['SERVICENOW_UNAUTHORIZED', 'OK']],
  ['403', { status: 403 }, ['SERVICENOW_FORBIDDEN', 'OK']],
  [
    '429 with Retry-After',
    { status: 429, headers: { 'retry-after': '1' } },
    ['SERVICENOW_RATE_LIMITED', 'OK'],
  ],
  ['500', { status: 500 }, ['SERVICENOW_BUSY', 'OK']],
  ['502', { status: 502 }, ['SERVICENOW_UNAVAILABLE', 'OK']],
  ['503', { status: 503 }, ['SERVICENOW_UNAVAILABLE', 'OK']],
  ['a cut before anything was done', { cut: 'before' }, ['SERVICENOW_UNAVAILABLE', 'OK']],
  ['a cut after everything was done', { cut: 'after-commit' }, ['SERVICENOW_UNAVAILABLE', 'OK']],
  ['a slow answer', { delayMs: 2_000 }, ['OK']],
])(
  'S6 S7 after %s the alert still becomes one incident with one note',
  async (name, action, codes) => {
    expect(await sendThrough(name, action, codes.length)).toEqual({
      incidents: 1,
      notes: 1,
      dead: 0,
      codes,
    });
  },
);

test('S6 what waited behind another, was written together and had no answer, stands in the record once and ends it once', async () => {
  expect(await tellWithLostAnswer(system.relay, system.agent, upsert)).toEqual(toldOnce);
});

test('S20 an app that is not there for a while holds its connection, and no alert is given up', async () => {
  const missing = {
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      error: {
        message: 'Requested URI does not represent any resource: /x_alrt_relay/v1/tasks',
        detail: null,
      },
      status: 'failure',
    }),
  };

  expect(await sendThrough('no app', missing, 2)).toEqual({
    incidents: 1,
    notes: 1,
    dead: 0,
    codes: ['SERVICENOW_APP_MISSING', 'OK'],
  });
  expect(system.relay.log()).toContain('"because":"SERVICENOW_APP_MISSING"');
});

test.each<[string, Fault['action'], string]>([
  ['400', { status: 400 }, 'SERVICENOW_REJECTED'],
  ['404', { status: 404 }, 'SERVICENOW_NOT_FOUND'],
])('S3 %s is final: a dead letter with its reason', async (name, action, code) => {
  expect(await sendThrough(name, action, 1)).toEqual({
    incidents: 0,
    notes: 0,
    dead: 1,
    codes: [code],
  });
  expect(system.relay.log()).toMatch(/"msg":"dead letter"/);
});
