import { expect, test } from 'vitest';
import { z } from 'zod';
import { createInstanceClient, valueIn, type InstanceClient } from '../support/instance-client.ts';
import { runCli } from '../support/run-cli.ts';
import { startSystem } from '../support/system.ts';
import { startTableSystem } from '../support/table-system.ts';

/** What an administrator may do to a table of ours while nobody looks. */
async function demandSite(agent: InstanceClient): Promise<void> {
  await agent.create('sys_dictionary', {
    name: 'incident',
    element: 'u_site',
    internal_type: 'string',
    column_label: 'Site',
    mandatory: 'true',
    active: 'true',
  });
}

const trial = {
  isReady: true,
  trial: {
    number: expect.stringMatching(/^INC\d+$/),
    steps: [{ step: 'create' }, { step: 'resolve' }, { step: 'cancel' }],
  },
};

test('with the app: a stock instance is ready, a new mandatory column and a strange close code are not', async () => {
  await using system = await startSystem({ route: { closeCode: 'Solution provided' } });
  const { agent, relay } = system;

  const before = await runCli(relay, 'readiness', 'incidents', '--try');
  expect(before).toMatchObject({ code: 0, json: trial });
  const number = z.object({ trial: z.object({ number: z.string() }) }).parse(before.json).trial;
  const [scratch] = await agent.records('incident', `number=${number.number}`);
  expect(valueIn(scratch, 'state')).toBe('8');

  await demandSite(agent);
  expect(await runCli(relay, 'readiness', 'incidents')).toMatchObject({
    code: 1,
    json: {
      isReady: false,
      findings: [{ kind: 'mandatory-without-value', column: 'u_site' }],
    },
  });
});

test('without the app the same is said through the Table API, where the account may read it', async () => {
  await using system = await startTableSystem({ route: { closeCode: 'Solution provided' } });
  const { instance, relay } = system;
  const agent = createInstanceClient(instance.url, instance.admin);

  const blind = await runCli(relay, 'readiness', 'incidents');
  expect(blind).toMatchObject({ code: 1, json: { findings: [{ kind: 'not-readable' }] } });

  await grant(agent, ['personalize_choices', 'personalize_dictionary']);
  expect(await runCli(relay, 'readiness', 'incidents', '--try')).toMatchObject({
    code: 0,
    json: trial,
  });
});

async function grant(agent: InstanceClient, roles: readonly string[]): Promise<void> {
  const [user] = await agent.records('sys_user', 'user_name=alert.relay.table');
  for (const name of roles) {
    const [role] = await agent.records('sys_user_role', `name=${name}`);
    await agent.create('sys_user_has_role', {
      user: valueIn(user, 'sys_id'),
      role: valueIn(role, 'sys_id'),
    });
  }
}

test('the mapping report tells of a group that was renamed and of a state that is new', async () => {
  await using system = await startSystem({ route: { assignmentGroup: 'Web Operations' } });
  const { agent, relay } = system;
  const group = await agent.create('sys_user_group', { name: 'Web Operations' });
  const first = await runCli(relay, 'mapping-report');
  expect(JSON.stringify(first.json)).not.toContain('Web Operations');

  await agent.update('sys_user_group', valueIn(group, 'sys_id'), { name: 'Web Platform' });
  await agent.create('sys_choice', {
    name: 'incident',
    element: 'state',
    value: '42',
    label: 'Parked',
    language: 'en',
    inactive: 'false',
  });

  const { json, code } = await runCli(relay, 'mapping-report');
  expect(code).toBe(0);
  const [report] = z
    .array(z.object({ findings: z.array(z.object({ kind: z.string(), line: z.string() })) }))
    .parse(json);
  const lines = report?.findings.map(({ line }) => line) ?? [];
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/No active record of sys_user_group has the name Web Operations/),
      'incident.state has a new choice: 42 (Parked).',
      expect.stringContaining('The route incidents took none of the events'),
    ]),
  );
});
