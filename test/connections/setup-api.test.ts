import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { builtApp } from '../../now-app/tools/built-app.ts';
import { systemClock } from '../../relay/src/lib/clock.ts';
import { createOutgoing } from '../../relay/src/lib/outgoing.ts';
import { createSampleApi, type SampleApi } from '../../relay/src/sample-api.ts';
import { createSetup } from '../../relay/src/setup/run-setup.ts';
import type { Instance } from '../instance/create-instance.ts';
import { createTestClient } from '../instance/testing/client.ts';
import { createInstanceClient, type InstanceClient, valueIn } from '../support/instance-client.ts';
import { startInstanceHere } from '../support/instance-here.ts';
import { listen, type LoopbackServer } from '../support/listen.ts';

/** Setup through the API does what the command does, on a simulated instance with the app. */

const outgoing = createOutgoing({ allow: ['127.0.0.1'] });
let instance: Instance;
let api: SampleApi;
let agent: InstanceClient;
let server: LoopbackServer;

beforeAll(async () => {
  instance = await startInstanceHere({ app: builtApp().dist, demoData: false });
  agent = createInstanceClient(instance.url, instance.admin);
  api = await createSampleApi((configStore) =>
    createSetup({
      outgoing,
      clock: systemClock,
      configStore,
      connections: () => Promise.resolve([]),
      publicUrl: () => undefined,
      version: '0.0.0-test',
    }),
  );
  server = await listen(api.app);
}, 120_000);

afterAll(async () => {
  await server.close();
  await api.close();
  await outgoing.close();
  await instance.close();
});

const account = 'alert.relay.api';
const accounts = () => agent.records('sys_user', `user_name=${account}`);
const entries = () => agent.records('oauth_entity', 'name=Alert Relay other/plant');

const Answer = z.looseObject({
  ways: z.array(z.object({ kind: z.string(), needs: z.string() })).optional(),
  plan: z.array(z.object({ kind: z.string() })).optional(),
  next: z.array(z.string()).optional(),
  detail: z.string().optional(),
});

async function setUp(body: object) {
  const answer = await fetch(`${server.url}/api/v1/workspaces/other/setup`, {
    method: 'POST',
    headers: {
      authorization: await api.token({ workspace: 'other' }),
      'content-type': 'application/json',
    },
    body: JSON.stringify({ url: instance.url, name: 'plant', account, ...body }),
  });
  const text = await answer.text();
  return { status: answer.status, text, body: Answer.parse(JSON.parse(text)) };
}

const administrator = () => ({
  user: instance.admin.user,
  password: instance.admin.password,
});

test('a plan writes nothing, making makes all, a second time keeps all, undoing takes it away', async () => {
  const plan = await setUp({ administrator: administrator() });
  expect(plan.status, JSON.stringify(plan.body)).toBe(200);
  expect(plan.body).toMatchObject({ well: true, workspace: 'other', connection: 'plant' });
  expect(plan.body.plan?.map(({ kind }) => kind)).toContain('create');
  expect([await accounts(), await entries()]).toEqual([[], []]);

  const made = await setUp({ administrator: administrator(), action: 'make' });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  expect(made.body).toMatchObject({
    well: true,
    added: expect.arrayContaining(['the connection plant', 'the route plant-incidents']),
    verified: expect.stringContaining('introduced to app'),
  });
  expect((await accounts()).length + (await entries()).length).toBe(2);

  const undone = await setUp({ administrator: administrator(), action: 'undo' });
  expect(undone.body).toMatchObject({ well: true });
  expect([await accounts(), await entries()]).toEqual([[], []]);
  for (const { text } of [plan, made, undone]) expect(text).not.toContain(instance.admin.password);
}, 120_000);

test('on premises user name and password come first: the account is made, its password told, and it signs in', async () => {
  const onPremises = { hosting: 'on-premises', name: 'premises', account: 'relay.premises' };
  const password = 'what a person set at the form';

  const offered = await setUp({ ...onPremises, administrator: administrator() });
  const half = await setUp({ ...onPremises, administrator: administrator(), action: 'make' });
  const [user] = await agent.records('sys_user', 'user_name=relay.premises');
  const form = createTestClient(instance.url, instance.admin);
  const page = `/api/now/table/sys_user/${valueIn(user, 'sys_id')}`;
  await form.patch(`${page}?sysparm_input_display_value=true`, { user_password: password });
  const whole = await setUp({ ...onPremises, action: 'make', accountPassword: password });
  const kept = await fetch(`${server.url}/api/v1/workspaces/other/connections/premises`, {
    headers: { authorization: await api.token({ workspace: 'other' }) },
  });
  const shown = await kept.text();

  expect(offered.body.ways?.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['basic', 'agent', 'client-credentials']),
  );
  expect(offered.body.ways?.[0]).toEqual({ kind: 'basic', needs: 'user name and password' });
  expect(half.body).toMatchObject({ well: false });
  expect(half.text).toContain('Set Password, Generate');
  expect(await agent.records('oauth_entity', 'name=Alert Relay other/premises')).toEqual([]);
  expect(whole.status, whole.text).toBe(200);
  expect(whole.body).toMatchObject({
    well: true,
    verified: expect.stringContaining('introduced to app'),
  });
  expect(JSON.parse(shown)).toMatchObject({
    entry: { hosting: 'on-premises', credentials: { kind: 'basic', user: 'relay.premises' } },
  });
  expect(whole.text + shown).not.toContain(password);
}, 120_000);

test('on premises behind an agent the relay is told no password, and says how the file is fetched', async () => {
  const made = await setUp({
    hosting: 'on-premises',
    agent: true,
    name: 'cellar',
    url: 'https://servicenow.cellar.example',
    action: 'make',
  });

  expect(made.body).toMatchObject({ well: true, verified: expect.stringContaining('its agent') });
  expect(made.text).toContain('/api/v1/workspaces/other/agents/cellar/satellite.yml');
}, 60_000);

test('without an administrator it is the checklist; with the wrong one it says so; others are no use', async () => {
  const checklist = await setUp({});
  const refused = await setUp({
    administrator: { user: instance.admin.user, password: 'wrong' },
    action: 'make',
  });
  const user = instance.integration.user;
  const noRights = await setUp({
    administrator: { user, password: instance.integration.password },
    action: 'make',
  });

  expect(checklist.body.plan?.map(({ kind }) => kind)).toContain('by-hand');
  expect(refused.body).toMatchObject({ code: 'SERVICENOW_UNAUTHORIZED' });
  expect(noRights.body).toMatchObject({ well: false });
  expect(await accounts()).toEqual([]);
}, 60_000);

test('the advised commands are those of this connection', async () => {
  const checklist = await setUp({ mode: 'table' });

  expect(checklist.body.next?.at(-1)).toContain(
    `setup --url ${instance.url} --name plant --workspace other --mode table --client-id`,
  );
}, 60_000);

test('where the app is missing an administrator is told to say the same again: the client is made', async () => {
  const bare = await startInstanceHere({ demoData: false });
  try {
    const { user, password } = bare.admin;

    const made = await setUp({
      url: bare.url,
      administrator: { user, password },
      action: 'make',
    });

    expect(made.body).toMatchObject({ well: false });
    expect(made.body.next).toEqual([expect.stringContaining('say the same again')]);
  } finally {
    await bare.close();
  }
}, 120_000);

test.each([
  [{ url: 'https://user:pw@x' }, 'url'],
  [{ name: 'Not legal' }, 'name'],
  [{ action: 'destroy' }, 'action'],
])('%j is refused by name', async (body, field) => {
  const answer = await setUp(body);

  expect(answer.status).toBe(400);
  expect(answer.body.detail).toContain(field);
});

test('an address that nobody allowed the relay is refused, whoever asks', async () => {
  const answer = await setUp({
    url: 'https://10.255.255.1',
    administrator: administrator(),
    action: 'make',
  });

  expect(answer.body).toMatchObject({ code: 'SERVICENOW_ADDRESS_REFUSED' });
});
