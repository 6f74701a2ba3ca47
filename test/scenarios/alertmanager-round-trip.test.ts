import { expect, test } from 'vitest';
import {
  type Alertmanager,
  alertmanagerIsHere,
  type Silence,
  startAlertmanager,
} from '../sources/alertmanager.ts';
import { valueIn, type InstanceClient } from '../support/instance-client.ts';
import { intakeUrl, sourceToken } from '../support/relay-file.ts';
import { startSystem, untilDrained } from '../support/system.ts';
import { waitFor, waitUntilQuiet } from '../support/wait-for.ts';

const labels = { alertname: 'InstanceDown', instance: 'web-01:9100', severity: 'critical' };
const annotations = {
  summary: 'Instance web-01 down',
  description: 'web-01:9100 of job node has been down for more than 5 minutes.',
};

/** How often the record was written, by anybody. */
async function writesTo(agent: InstanceClient, sysId: string): Promise<number> {
  const writes = await agent.writes();
  return writes.filter(({ table, sys_id }) => table === 'incident' && sys_id === sysId).length;
}

async function activeSilences(alertmanager: Alertmanager): Promise<readonly Silence[]> {
  const silences = await alertmanager.silences();
  return silences.filter(({ status }) => status.state === 'active');
}

/** Changes that the app has not handed to the relay yet. */
async function unsentChanges(agent: InstanceClient): Promise<number> {
  return (await agent.records('x_alrt_relay_outbox', 'state!=sent')).length;
}

test.skipIf(!alertmanagerIsHere())(
  'an alert becomes an incident; an agent works on it and resolves it; the alert ends; nothing echoes',
  async () => {
    await using alertmanager = await startAlertmanager();
    await using system = await startSystem({
      route: { assignmentGroup: 'Web Operations', caller: 'admin', category: 'network' },
      destination: { kind: 'alertmanager', url: alertmanager.url },
    });
    const { agent, relay } = system;
    const group = await agent.create('sys_user_group', { name: 'Web Operations' });

    await alertmanager.notify({ url: intakeUrl(relay.url), token: sourceToken });
    await alertmanager.postAlerts([{ labels, annotations }]);
    const incident = await waitFor(
      async () => (await agent.records('incident', 'short_description=Instance web-01 down'))[0],
      { within: 20_000, what: () => `the incident. The relay wrote:\n${relay.log()}` },
    );

    expect(incident).toMatchObject({
      assignment_group: group['sys_id'],
      impact: '1',
      urgency: '1',
      priority: '1',
      severity: '1',
      category: 'network',
      state: '1',
      description: expect.stringContaining(annotations.description),
    });
    const sysId = valueIn(incident, 'sys_id');
    const notes = await agent.records(
      'sys_journal_field',
      `element_id=${sysId}^element=work_notes`,
    );
    expect(notes).toHaveLength(1);
    expect(notes[0]?.['value']).toContain('instance=web-01:9100');
    expect(await alertmanager.alerts()).toMatchObject([{ labels, status: { state: 'active' } }]);

    await agent.update('incident', sysId, { state: '2' });
    await waitFor(async () => (await activeSilences(alertmanager)).length === 1, {
      within: 20_000,
      what: () => `the silence of the acknowledgment. The relay wrote:\n${relay.log()}`,
    });

    await untilDrained(relay);
    const before = await writesTo(agent, sysId);
    await agent.update('incident', sysId, {
      state: '6',
      close_code: 'Solution provided',
      close_notes: 'The disk was full.',
    });
    await waitFor(async () => (await alertmanager.alerts()).length === 0, {
      within: 20_000,
      what: () => `the end of the alert. The relay wrote:\n${relay.log()}`,
    });

    // That of the acknowledgment would hide the next life of the alert for hours.
    await untilDrained(relay);
    const silences = await activeSilences(alertmanager);
    expect(silences).toMatchObject([{ comment: expect.stringContaining('Resolved') }]);
    const matchers = silences[0]?.matchers.map(({ name, value, isRegex }) => [
      name,
      value,
      isRegex,
    ]);
    expect(matchers?.toSorted()).toEqual(
      Object.entries(labels).map(([name, value]) => [name, value, false]),
    );
    expect(silences[0]?.comment).toContain(incident['number']);

    await waitFor(async () => (await unsentChanges(agent)) === 0, {
      within: 20_000,
      what: 'an empty outbox',
    });
    await untilDrained(relay);
    const after = await waitUntilQuiet(() => writesTo(agent, sysId), {
      within: 20_000,
      quietFor: 2_000,
      what: 'silence on the record',
    });
    expect(after).toBe(before + 1);
  },
  120_000,
);
