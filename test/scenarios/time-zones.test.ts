import { expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { startReceiver } from '../sources/receiver.ts';
import { createInstanceClient, valueIn } from '../support/instance-client.ts';
import { receiverSecret } from '../support/relay-file.ts';
import { startRelay } from '../support/start-relay.ts';
import { postNotification, untilDrained } from '../support/system.ts';
import { startBareInstance, tableWorkspace } from '../support/table-system.ts';
import { tellStory } from './one-story.ts';

/**
 * The account of the relay is on US/Pacific, the person in Berlin, and the relay itself on an island
 * whose summer time is half an hour: nothing that is compared, asked for or written may follow any of
 * these clocks. Alerts that begin in the hour that Berlin has twice are an hour apart.
 */
test('S15 three time zones, and the hour that there is twice', async () => {
  await using receiver = await startReceiver(receiverSecret);
  const instance = await startBareInstance();
  instance.control.createUser({
    userName: 'beth.berlin',
    password: 'guten Morgen',
    roles: ['admin'],
    values: { name: 'Beth Anglin', time_zone: 'Europe/Berlin' },
  });
  const agent = createInstanceClient(instance.url, {
    user: 'beth.berlin',
    password: 'guten Morgen',
  });
  const relay = await startRelay({
    workspaces: [
      tableWorkspace(instance.url, {
        destination: { kind: 'webhook', url: receiver.url, secret: receiverSecret },
        route: { backSync: { comments: true } },
      }),
    ],
    env: { TZ: 'Australia/Lord_Howe' },
  });
  try {
    const outcome = await tellStory({ agent, relay, receiver });
    expect(outcome).toMatchObject({
      incidents: 1,
      told: ['incident.acknowledged', 'incident.updated', 'incident.resolved'],
      heard: ['We are looking into it.'],
      updates: 4,
    });

    for (const startsAt of ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']) {
      const body = alertmanagerNotification({
        group: `clock-${startsAt.slice(11, 13)}`,
        status: 'firing',
        description: 'Half past two in Berlin.',
        startsAt: new Date(startsAt),
      });
      expect(await postNotification(relay, body)).toBe(202);
      await untilDrained(relay);
      const [incident] = await agent.records(
        'incident',
        `short_descriptionLIKEclock-${startsAt.slice(11, 13)}`,
      );
      const [note] = await agent.records(
        'sys_journal_field',
        `element_id=${valueIn(incident, 'sys_id')}`,
      );
      expect(valueIn(note, 'value')).toContain(`Started: ${startsAt.replace('Z', '.000Z')}`);
    }
  } finally {
    await relay.stop();
    await instance.close();
  }
}, 120_000);
