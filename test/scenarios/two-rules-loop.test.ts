import { expect, test } from 'vitest';
import { z } from 'zod';
import { alertmanagerNotification } from '../sources/notification.ts';
import { startReceiver } from '../sources/receiver.ts';
import { createInstanceClient, valueIn } from '../support/instance-client.ts';
import { alertmanagerWorkspace, receiverSecret } from '../support/relay-file.ts';
import { readRelayMetrics } from '../support/relay-metrics.ts';
import { runCli } from '../support/run-cli.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay } from '../support/start-relay.ts';
import { postNotification, untilConnected } from '../support/system.ts';
import { waitFor, waitUntilQuiet } from '../support/wait-for.ts';

const DeadLetters = z.array(z.object({ id: z.string(), code: z.string(), message: z.string() }));

/**
 * PagerDuty's troubleshooting guide for ServiceNow names this case: two assignment groups share an
 * escalation policy, so the tool knows the policy by one of them, and a rule of ServiceNow gives the
 * incident to the other. Each side mends what the other did, for ever.
 */
test('L13 two groups on one policy and an assignment rule: two rounds, one note, then a person decides', async () => {
  await using receiver = await startReceiver(receiverSecret);
  await using instance = await startInstance();
  const agent = createInstanceClient(instance.url, instance.admin);
  const groupOfRule = valueIn(
    await agent.create('sys_user_group', { name: 'Database A' }),
    'sys_id',
  );
  const groupOfTool = valueIn(
    await agent.create('sys_user_group', { name: 'Database B' }),
    'sys_id',
  );
  await agent.create('sys_script', {
    name: 'Databases belong to group A',
    collection: 'incident',
    when: 'after',
    order: '100',
    script: `(function executeRule(current) {
      if (current.getValue('assignment_group') !== '${groupOfTool}') return;
      var incident = new GlideRecord('incident');
      if (!incident.get(current.getUniqueValue())) return;
      incident.setValue('assignment_group', '${groupOfRule}');
      incident.update();
    })(current, previous);`,
    active: 'true',
    advanced: 'true',
    action_insert: 'true',
    action_update: 'true',
  });
  await using relay = await startRelay({
    workspaces: [
      alertmanagerWorkspace({
        instance,
        destination: { kind: 'webhook', url: receiver.url, secret: receiverSecret },
        route: {
          fields: { assignment_group: groupOfTool },
          owners: { assignment_group: 'tool' },
          backSync: { assignment: true },
        },
      }),
    ],
  });
  await untilConnected(agent, relay);
  const say = async (description: string) => {
    const body = alertmanagerNotification({
      group: 'database',
      status: 'firing',
      description,
      startsAt: new Date('2026-11-22T08:00:00Z'),
    });
    expect(await postNotification(relay, body)).toBe(202);
  };
  const loopsStopped = async () =>
    (await readRelayMetrics(relay.url))('alert_relay_loops_stopped_total');
  // The tool moves its incident within the policy whenever it is told of a group.
  let answered = 0;
  const toolAnswers = async () => {
    while (answered < receiver.received.length) {
      answered += 1;
      await say(`Escalated after message ${answered}.`);
    }
    return receiver.received.length;
  };

  await say('No answer for 5 minutes.');
  await waitFor(
    async () => {
      await toolAnswers();
      return (await loopsStopped()) > 0;
    },
    { within: 60_000, what: () => `an end of the loop. The relay wrote:\n${relay.log()}` },
  );
  await waitUntilQuiet(toolAnswers, { within: 20_000, quietFor: 2000, what: 'silence' });

  const [incident] = await agent.records('incident', 'short_descriptionLIKEdatabase');
  const updates = (await agent.writes()).filter(
    ({ table, operation, user }) =>
      table === 'incident' && operation === 'update' && user === instance.integration.user,
  );
  // Two of ours, which the rule took back as it had the first value, and the note.
  const groups = updates.map(({ changes }) => changes['assignment_group']?.new);
  expect(groups.filter((group) => group === groupOfTool)).toHaveLength(2);
  expect(groups.filter((group) => group === groupOfRule)).toHaveLength(3);
  expect(updates).toHaveLength(6);
  expect(receiver.received.length).toBe(3);
  const notesAboutIt = () =>
    agent.records(
      'sys_journal_field',
      `element_id=${valueIn(incident, 'sys_id')}^valueLIKEAlert Relay has stopped here`,
    );
  expect(await notesAboutIt()).toHaveLength(1);
  expect(await loopsStopped()).toBe(1);

  const { json } = await runCli(relay, 'dead-letters');
  const letters = DeadLetters.parse(json);
  expect(letters).toMatchObject([{ code: 'LOOP_STOPPED' }]);
  const [rule] = await agent.records('sys_script', 'name=Databases belong to group A');
  await agent.update('sys_script', valueIn(rule, 'sys_id'), { active: 'false' });
  await runCli(relay, 'replay', letters[0]?.id ?? '');
  await waitFor(
    async () => {
      const [now] = await agent.records('incident', 'short_descriptionLIKEdatabase');
      return valueIn(now, 'assignment_group') === groupOfTool;
    },
    { within: 20_000, what: () => `the group of the tool. The relay wrote:\n${relay.log()}` },
  );
  expect(await notesAboutIt()).toHaveLength(1);
}, 240_000);
