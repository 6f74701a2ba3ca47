import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createInstanceClient, valueIn, type InstanceClient } from '../support/instance-client.ts';
import { runCli } from '../support/run-cli.ts';
import { openApi } from '../support/relay-api.ts';
import { startSystem, type System } from '../support/system.ts';
import { startTableSystem } from '../support/table-system.ts';

const trial = {
  isReady: true,
  trial: {
    number: expect.stringMatching(/^INC\d+$/),
    steps: [{ step: 'create' }, { step: 'resolve' }, { step: 'cancel' }],
  },
};

const Exported = z
  .record(z.string(), z.unknown())
  .and(z.object({ routes: z.array(z.record(z.string(), z.unknown())) }));
const wrongRoute = {
  name: 'draft',
  ownRecords: true,
  sources: ['prometheus'],
  connection: 'production',
  assignmentGroup: 'No Such Group',
  assignee: 'nobody@example.com',
  category: 'no-such-category',
  closeCode: 'No such code',
  outwardStates: { acknowledged: '99' },
};
const refusedFor = ['No Such Group', 'no-such-category', 'No such code', '99'];

describe('with the app', () => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem({ route: { closeCode: 'Solution provided' } });
    return () => system[Symbol.asyncDispose]();
  });

  test('an instance that refuses the end of the test alert is not well, and why is said', async () => {
    const rule = await system.agent.create('sys_script', {
      name: 'no end without a cause',
      advanced: 'true',
      order: '100',
      collection: 'incident',
      when: 'before',
      action_update: 'true',
      active: 'true',
      script: `if (current.getValue('state') == '6') current.setAbortAction(true);`,
    });

    const { code, json } = await runCli(system.relay, 'send-test', 'production');
    await system.agent.update('sys_script', valueIn(rule, 'sys_id'), { active: 'false' });

    expect(json).toMatchObject({
      well: false,
      outcome: 'created',
      resolved: { outcome: 'dead', why: [expect.stringContaining('refused')] },
    });
    expect(code).toBe(1);
  });

  test('an import is held against its instance before anything of it counts, by API and by command', async () => {
    const { agent, relay } = system;
    const api = await openApi(relay);
    const tree = Exported.parse((await api('GET', '/configuration')).body);
    const withRoute = (route: object) => ({ ...tree, routes: [...tree.routes, route] });
    const file = path.join(relay.dataFolder, 'import.json');
    const importFile = async (route: object, ...options: readonly string[]) => {
      const workspaces = [{ ...withRoute(route), name: 'main' }];
      await writeFile(file, JSON.stringify({ provision: { workspaces } }));
      return runCli(relay, 'import-config', file, '--validate', ...options);
    };
    const routes = async () => {
      const { rows } = z
        .object({ rows: z.array(z.object({ name: z.string() })) })
        .parse((await api('GET', '/routes')).body);
      return rows.map(({ name }) => name);
    };

    const shown = await api(
      'PUT',
      '/configuration?validate=true&dryRun=true',
      withRoute(wrongRoute),
    );
    const refused = await api('PUT', '/configuration?validate=true', withRoute(wrongRoute));
    const byCommand = await importFile(wrongRoute);

    expect(shown).toMatchObject({
      status: 200,
      body: {
        differences: [{ kind: 'route', name: 'draft', change: 'added' }],
        readiness: [
          { route: 'incidents', isReady: true },
          {
            route: 'draft',
            isReady: false,
            findings: expect.arrayContaining([
              expect.objectContaining({ column: 'assigned_to', weight: 'hint' }),
            ]),
          },
        ],
      },
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'CONFIGURATION_REFUSED' } });
    for (const what of refusedFor) expect(JSON.stringify(refused.body)).toContain(what);
    expect(byCommand).toMatchObject({ code: 1, json: { readiness: [{}, { isReady: false }] } });
    expect(await routes()).toEqual(['incidents']);

    await agent.create('sys_user_group', { name: 'Web Operations' });
    const { name, ownRecords, sources, connection } = wrongRoute;
    const right = { name, ownRecords, sources, connection, assignmentGroup: 'Web Operations' };
    expect(await importFile(right)).toMatchObject({ code: 0, json: { readiness: [{}, {}] } });
    expect(await routes()).toEqual(['incidents', 'draft']);
  }, 240_000);

  test('a stock instance is ready, one with a new mandatory column is not', async () => {
    const { agent, relay } = system;

    const before = await runCli(relay, 'readiness', 'incidents', '--try');
    expect(before).toMatchObject({ code: 0, json: trial });
    const number = z.object({ trial: z.object({ number: z.string() }) }).parse(before.json).trial;
    const [scratch] = await agent.records('incident', `number=${number.number}`);
    expect(valueIn(scratch, 'state')).toBe('8');

    // What an administrator may do to a table of ours while nobody looks. Nothing is written to it any more.
    await agent.create('sys_dictionary', {
      name: 'incident',
      element: 'u_site',
      internal_type: 'string',
      column_label: 'Site',
      mandatory: 'true',
      active: 'true',
    });
    expect(await runCli(relay, 'readiness', 'incidents')).toMatchObject({
      code: 1,
      json: {
        isReady: false,
        findings: [{ kind: 'mandatory-without-value', column: 'u_site' }],
      },
    });
  });
});

test('without the app the same is said through the Table API, where the account may read it', async () => {
  await using system = await startTableSystem({ route: { closeCode: 'Solution provided' } });
  const { instance, relay } = system;
  const agent = createInstanceClient(instance.url, instance.admin);

  const blind = await runCli(relay, 'readiness', 'incidents');
  const findings = [{ kind: 'not-readable', weight: 'hint' }];
  expect(blind).toMatchObject({ code: 0, json: { isReady: true, findings } });
  const route = ['name=mistyped', 'sources=[prometheus]', 'connection=production'];
  await runCli(relay, 'routes', 'create', '--set', ...route, 'table=u_incidnet');
  const mistyped = await runCli(relay, 'readiness', 'mistyped');
  expect(mistyped).toMatchObject({
    code: 1,
    json: { findings: [{ kind: 'not-readable', line: expect.stringContaining('Invalid table') }] },
  });

  await runCli(relay, 'routes', 'delete', 'mistyped');
  const file = path.join(relay.dataFolder, 'export.json');
  await writeFile(file, JSON.stringify((await runCli(relay, 'export-config')).json));
  const imported = await runCli(relay, 'import-config', file, '--validate');
  expect(imported).toMatchObject({ code: 0, json: { readiness: [{ findings }] } });

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

test('readiness and the mapping report are asked for by API, and the report tells of a group that was renamed and of a state that is new', async () => {
  await using system = await startSystem({ route: { assignmentGroup: 'Web Operations' } });
  const { agent, relay } = system;
  const api = await openApi(relay);

  const before = await api('GET', '/routes/incidents/readiness');
  expect(before).toMatchObject({
    status: 200,
    body: {
      isReady: false,
      findings: [{ kind: 'name-without-match' }],
      states: [{}, {}, {}, {}, {}, {}],
    },
  });
  const group = await agent.create('sys_user_group', { name: 'Web Operations' });
  const tried = await api('POST', '/routes/incidents/readiness');
  expect(tried).toMatchObject({ status: 200, body: trial });
  const scratch = z.object({ trial: z.object({ number: z.string() }) }).parse(tried.body)
    .trial.number;
  expect(valueIn((await agent.records('incident', `number=${scratch}`))[0], 'state')).toBe('8');

  const none = await api('GET', '/mapping-reports');
  const made = await api('POST', '/mapping-reports', { connection: 'production' });
  const kept = await api('GET', '/mapping-reports');
  expect(none).toEqual({ status: 200, body: { reports: [] } });
  expect(made).toMatchObject({
    status: 200,
    body: { connection: 'production', findings: [{ kind: 'route-never-matches' }] },
  });
  expect(kept).toEqual({ status: 200, body: { reports: [made.body] } });

  expect(JSON.stringify(made.body)).not.toContain('Web Operations');
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
}, 240_000);
