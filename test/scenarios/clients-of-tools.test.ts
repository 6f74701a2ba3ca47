import { Agent } from 'node:https';
import { acknowledge, change, resolve, trigger } from '@pagerduty/pdjs';
import opsgenie from 'opsgenie-sdk';
import { expect, test } from 'vitest';
import { valueIn, type InstanceClient } from '../support/instance-client.ts';
import { listenSecurely } from '../support/listen-securely.ts';
import { intakeUrl } from '../support/relay-file.ts';
import {
  deadLetters,
  insertedIncidents,
  startToolsSystem,
  untilDrained,
} from '../support/system.ts';

const routingKey = 'R0UT1NGKEYOFTHESCENARIO000000000';
const apiKey = 'key-of-the-opsgenie-source';

async function incidentOf(agent: InstanceClient) {
  return (await agent.records('incident', 'correlation_displayISNOTEMPTY'))[0];
}

async function notesOf(agent: InstanceClient): Promise<readonly string[]> {
  const id = valueIn(await incidentOf(agent), 'sys_id');
  const entries = await agent.records('sys_journal_field', `element_id=${id}^element=work_notes`);
  return entries.map((entry) => valueIn(entry, 'value'));
}

test("PagerDuty's own client opens, acknowledges and ends an incident", async () => {
  await using system = await startToolsSystem({
    sources: [{ name: 'pagerduty', connector: 'pagerduty-events', settings: { routingKey } }],
    routes: [{ name: 'incidents', sources: ['pagerduty'], connection: 'production' }],
  });
  const { agent, relay } = system;
  await using front = await listenSecurely(relay.url);
  const payload = { summary: 'Disk full on db1', source: 'db1', severity: 'critical' } as const;
  const say = (key: string, dedup: string) => ({
    server: `${front.host}${new URL(intakeUrl(relay.url, 'pagerduty')).pathname}`,
    // Of its fetch, which is node-fetch: not among its types.
    agent: new Agent({ ca: front.certificate }),
    data: { routing_key: key, event_action: 'trigger', dedup_key: dedup, payload } as const,
  });
  const ours = say(routingKey, 'db1-disk');
  const untilState = async (state: string) => {
    await untilDrained(relay);
    expect(await incidentOf(agent)).toMatchObject({ state });
  };

  const taken = await trigger(ours);
  expect([taken.response.status, taken.data]).toEqual([
    202,
    expect.objectContaining({ status: 'success', dedup_key: 'db1-disk' }),
  ]);
  await untilState('1');
  expect(await incidentOf(agent)).toMatchObject({
    short_description: 'Disk full on db1',
    impact: '1',
  });
  await trigger(ours);
  await acknowledge(ours);
  await untilState('2');
  await resolve(ours);
  await untilState('6');

  expect((await trigger(say('another-key-than-ours', 'db1-disk'))).response.status).toBe(401);
  // The same words at the address for changes are a deployment.
  const deployed = await change(ours);
  expect(deployed.response.status).toBe(202);
  await untilDrained(relay);
  expect(insertedIncidents(await agent.writes())).toHaveLength(1);
  expect(await deadLetters(relay)).toBe(0);
}, 120_000);

/** The client calls back; an error carries the status. */
function told(call: (done: (error: { httpStatusCode?: number } | null) => void) => void) {
  return new Promise<number>((done) => {
    call((error) => done(error === null ? 202 : (error.httpStatusCode ?? 0)));
  });
}

test("Opsgenie's own client opens, acknowledges, annotates and ends an incident", async () => {
  await using system = await startToolsSystem({
    sources: [{ name: 'opsgenie', connector: 'opsgenie-alerts', settings: { apiKey } }],
    routes: [
      { name: 'incidents', sources: ['opsgenie'], connection: 'production', workNotes: true },
    ],
  });
  const { agent, relay } = system;
  const { alertV2 } = opsgenie;
  const host = intakeUrl(relay.url, 'opsgenie');
  opsgenie.configure({ host, api_key: apiKey });
  const of = { identifier: 'db1-disk', identifierType: 'alias' } as const;
  const untilState = async (state: string) => {
    await untilDrained(relay);
    expect(await incidentOf(agent)).toMatchObject({ state });
  };
  const alert = { message: 'Disk full on db1', alias: of.identifier, priority: 'P1' };

  expect(await told((done) => alertV2.create(alert, {}, done))).toBe(202);
  await untilState('1');
  expect(await told((done) => alertV2.create(alert, {}, done))).toBe(202);
  expect(await told((done) => alertV2.acknowledge(of, { user: 'anna' }, {}, done))).toBe(202);
  await untilState('2');
  const note = { note: 'Making room', user: 'anna' };
  expect(await told((done) => alertV2.addNote(of, note, {}, done))).toBe(202);
  await untilDrained(relay);
  expect(await notesOf(agent)).toEqual(
    expect.arrayContaining([expect.stringContaining('Making room')]),
  );
  expect(await told((done) => alertV2.close(of, { note: 'There is room' }, {}, done))).toBe(202);
  await untilState('6');

  opsgenie.configure({ host, api_key: 'another-key-than-ours' });
  expect(await told((done) => alertV2.create(alert, {}, done))).toBe(401);
  await untilDrained(relay);
  expect(insertedIncidents(await agent.writes())).toHaveLength(1);
  expect(await deadLetters(relay)).toBe(0);
}, 120_000);
