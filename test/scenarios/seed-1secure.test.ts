import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInstanceClient, valueIn, type InstanceClient } from '../support/instance-client.ts';
import { inProject } from '../support/project.ts';
import { alertmanagerWorkspace, intakeUrl } from '../support/relay-file.ts';
import { startInstance, type RunningInstance } from '../support/start-instance.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { untilDrained } from '../support/system.ts';

/**
 * Netwrix 1Secure: an alert is delivered as a ticket of one group with impact, severity and urgency, or
 * as a work note on a record that is there; work notes and comments are switched apart from each other.
 */
const sample = 'relay/src/connectors/netwrix/samples/01-records.json';
const token = 'token-of-the-netwrix-source';
const settings = {
  connection: 'production',
  assignmentGroup: 'Help Desk of the MSP',
  severityMap: { high: { impact: 2, urgency: 1, severity: 3 } },
};
const routes = [
  { ...settings, name: 'disabled', sources: ['disabled'], enabled: false },
  { ...settings, name: 'work-notes', sources: ['notes-only'], workNotes: true, comments: false },
  { ...settings, name: 'comments', sources: ['comments-only'], workNotes: false, comments: true },
  { ...settings, name: 'both', sources: ['both'], workNotes: true, comments: true },
  { ...settings, name: 'neither', sources: ['neither'], workNotes: false, comments: false },
  {
    name: 'on-existing',
    sources: ['existing'],
    connection: 'production',
    noteOn: '{{ labels.ticket }}',
    comments: true,
  },
];

let instance: RunningInstance;
let agent: InstanceClient;
let relay: Relay;
let group: string;

beforeAll(async () => {
  instance = await startInstance();
  agent = createInstanceClient(instance.url, instance.admin);
  group = valueIn(await agent.create('sys_user_group', { name: 'Help Desk of the MSP' }), 'sys_id');
  const sources = routes.flatMap((route) => route.sources);
  const workspace = {
    ...alertmanagerWorkspace({ instance }),
    sources: sources.map((name) => ({
      name,
      connector: name === 'existing' ? 'generic' : 'netwrix',
      settings: name === 'existing' ? { authorization: { token } } : { token },
    })),
    routes,
  };
  relay = await startRelay({ workspaces: [workspace] });
});

afterAll(async () => {
  await relay.stop();
  await instance.stop();
});

async function deliver(source: string, body: string): Promise<void> {
  const answer = await fetch(intakeUrl(relay.url, source), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  });
  expect(answer.status).toBe(202);
  await untilDrained(relay);
}

/** An alert of its own for each test, in the form in which 1Secure's sister sends it. */
async function record(rid: string): Promise<string> {
  const text = await readFile(inProject(sample), 'utf8');
  return text.replace('20261120080000123F1B', rid).replace('Changes to', `${rid}: changes to`);
}

async function journalOf(sysId: string): Promise<readonly string[]> {
  const entries = await agent.records(
    'sys_journal_field',
    `element_id=${sysId}^elementINwork_notes,comments`,
  );
  return entries.map((entry) => valueIn(entry, 'element')).toSorted();
}

test.each([
  ['notes-only', ['work_notes']],
  ['comments-only', ['comments']],
  ['both', ['comments', 'work_notes']],
  ['neither', []],
])(
  'an alert becomes a ticket of the group with impact, severity and urgency; journals: %s',
  async (source, journal) => {
    await deliver(source, await record(`RID-${source}`));

    const [ticket, ...more] = await agent.records('incident', `short_descriptionLIKERID-${source}`);
    expect(more).toEqual([]);
    expect(ticket).toMatchObject({
      assignment_group: group,
      impact: '2',
      urgency: '1',
      severity: '3',
    });
    expect(await journalOf(valueIn(ticket, 'sys_id'))).toEqual(journal);
  },
);

test('a delivery that is switched off delivers nothing', async () => {
  await deliver('disabled', await record('RID-disabled'));

  expect(await agent.records('incident', 'short_descriptionLIKERID-disabled')).toEqual([]);
});

test('an alert is delivered as notes on a ticket that is there, which stays as it is', async () => {
  const theirs = await agent.create('incident', {
    short_description: 'The printer is on fire',
    urgency: '3',
    state: '2',
  });
  const sysId = valueIn(theirs, 'sys_id');
  const before = await agent.records('incident', '');

  await deliver(
    'existing',
    JSON.stringify({
      id: 'smoke-1',
      status: 'firing',
      title: 'Smoke in room 4',
      labels: { ticket: valueIn(theirs, 'number') },
    }),
  );
  await deliver(
    'existing',
    JSON.stringify({ id: 'smoke-1', status: 'resolved', title: 'Smoke in room 4' }),
  );

  expect(await agent.records('incident', '')).toHaveLength(before.length);
  expect((await agent.records('incident', `sys_id=${sysId}`))[0]).toMatchObject({
    short_description: 'The printer is on fire',
    urgency: '3',
    state: '2',
    correlation_id: '',
  });
  expect(await journalOf(sysId)).toEqual(['comments', 'comments', 'work_notes', 'work_notes']);
});
