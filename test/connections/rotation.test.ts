import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alertmanagerNotification } from '../sources/notification.ts';
import { createInstanceClient, type InstanceClient, valueIn } from '../support/instance-client.ts';
import { openApi, type RelayApi } from '../support/relay-api.ts';
import { sourceToken, toolsWorkspace } from '../support/relay-file.ts';
import { type RunningInstance, startInstance } from '../support/start-instance.ts';
import { type Relay, startRelay } from '../support/start-relay.ts';
import { deadLetters, postNotification, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

/** A relay as a process whose credentials change, by its API, while alerts come in without a pause. */

const startsAt = new Date('2026-11-22T08:00:00Z');
const PER_PHASE = 8;

interface Client {
  readonly sysId: string;
  readonly credentials: {
    readonly kind: 'client-credentials';
    readonly clientId: string;
    readonly clientSecret: string;
  };
}

/** An application registry entry of the account of the relay, as a person makes the next one. */
async function makeClient(agent: InstanceClient, user: string): Promise<Client> {
  const [account] = await agent.records('sys_user', `user_name=${user}`);
  const clientId: string = randomUUID();
  const clientSecret: string = randomUUID();
  const made = await agent.create('oauth_entity', {
    name: `Relay ${clientId}`,
    type: 'client',
    active: 'true',
    client_id: clientId,
    client_secret: clientSecret,
    user: valueIn(account, 'sys_id'),
  });
  const credentials = { kind: 'client-credentials', clientId, clientSecret } as const;
  return { sysId: valueIn(made, 'sys_id'), credentials };
}

let instance: RunningInstance;
let agent: InstanceClient;
let relay: Relay;
let api: RelayApi;

beforeAll(async () => {
  instance = await startInstance();
  agent = createInstanceClient(instance.url, instance.admin);
  const settings = { token: sourceToken };
  const source = { name: 'prometheus', connector: 'alertmanager', settings };
  const workspace = toolsWorkspace({ instance, sources: [source], routes: [] });
  relay = await startRelay({
    // The connections are made by the API: those of a file change there.
    workspaces: [{ ...workspace, connections: [] }],
    env: { RELAY_KEY: randomBytes(32).toString('base64') },
  });
  api = await openApi(relay);
}, 240_000);

afterAll(async () => {
  await relay.stop();
  await instance.stop();
});

async function expected(answer: ReturnType<RelayApi>, status: number): Promise<unknown> {
  const { status: came, body } = await answer;
  expect(came, JSON.stringify(body)).toBe(status);
  return body;
}

async function connect(name: string, { credentials }: Client): Promise<void> {
  const connection = { name, url: instance.url, credentials, changes: 'off' };
  await expected(api('POST', '/connections', connection), 201);
  const route = { name: `to-${name}`, sources: ['prometheus'], connection: name };
  await expected(api('POST', '/routes', route), 201);
}

async function remove(name: string): Promise<void> {
  await expected(api('DELETE', `/routes/to-${name}`), 200);
  await expected(api('DELETE', `/connections/${name}`), 200);
}

function firing(group: string): string {
  const description = 'No answer for 5 minutes.';
  return alertmanagerNotification({ group, status: 'firing', description, startsAt });
}

test('credentials change under load, forth and back, and end on the instance: nothing is lost, nothing doubled', async () => {
  const first = await makeClient(agent, instance.integration.user);
  const next = await makeClient(agent, instance.integration.user);
  await connect('production', first);
  const change = (body: object) => api('POST', '/connections/production/credentials/switch', body);
  const inUse = async () => (await api('GET', '/connections/production/credentials')).body;
  /** Nobody revokes tokens by hand when a client is switched off: it ends with what it gave. */
  const end = async ({ sysId }: Client, isEnded: boolean) =>
    void (await agent.update('oauth_entity', sysId, { active: String(!isEnded) }));
  let sent = 0;
  const flow = async (until: Promise<unknown>): Promise<void> => {
    const over = new AbortController();
    void until.finally(() => over.abort()).catch(() => undefined);
    for (let count = 0; count < PER_PHASE || !over.signal.aborted; count += 1) {
      expect(await postNotification(relay, firing(`group-${(sent += 1)}`))).toBe(202);
    }
    await until;
  };

  // Tried before they are used: what the instance does not take changes nothing.
  const wrong = { ...next.credentials, clientSecret: 'CANARY-wrong-secret' };
  await flow(
    expected(change({ credentials: wrong }), 409).then((refused) => {
      expect(refused).toMatchObject({ code: 'CREDENTIALS_REFUSED' });
      expect(JSON.stringify(refused)).not.toContain('CANARY');
    }),
  );
  expect(await inUse()).toMatchObject({ inUse: 'first' });
  await flow(expected(change({ credentials: next.credentials }), 200));
  // Both are live: the old one ends on the instance, and the other way round after the way back.
  await flow(end(first, true));
  await flow(end(first, false));
  await flow(expected(change({}), 200));
  await flow(end(first, true));
  await waitFor(async () => JSON.stringify(await inUse()).includes('"inUse":"standby"'), {
    within: 30_000,
    what: () => `the other set in use. The relay wrote:\n${relay.log()}`,
  });
  await flow(expected(change({}), 200));
  await flow(expected(api('DELETE', '/connections/production/credentials/standby'), 200));
  await untilDrained(relay, 60_000);

  const found = await Promise.all(
    Array.from({ length: sent }, (_, index) =>
      agent.records('incident', `short_description=Service group-${index + 1} is down`),
    ),
  );
  const lost = found.filter((records) => records.length === 0);
  const doubled = found.filter((records) => records.length > 1);
  expect([lost, doubled, await deadLetters(relay)]).toEqual([[], [], 0]);
  expect(await inUse()).toMatchObject({ inUse: 'first' });
  expect(relay.log()).not.toContain(next.credentials.clientSecret);
  await remove('production');
}, 600_000);

test('a deleted connection is signed out at the instance, but not while another one shares its token', async () => {
  const shared = await makeClient(agent, instance.integration.user);
  await connect('one', shared);
  await connect('other', shared);
  const post = async (group: string) => {
    expect(await postNotification(relay, firing(group))).toBe(202);
    await untilDrained(relay);
  };
  await post('before');
  const token = await tokenOf(instance.url, shared);
  const isGood = async () => {
    const answer = await fetch(`${instance.url}/api/now/table/incident?sysparm_limit=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await answer.arrayBuffer();
    return answer.status === 200;
  };

  await remove('one');
  await post('between');
  expect(await isGood()).toBe(true);
  await remove('other');

  await waitFor(async () => !(await isGood()), {
    within: 20_000,
    what: () => `the token to end. The relay wrote:\n${relay.log()}`,
  });
}, 300_000);

/** The instance gives whoever asks the token that is good already. */
async function tokenOf(url: string, { credentials }: Client): Promise<string> {
  const answer = await fetch(`${url}/oauth_token.do`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
    }),
  });
  return String(Object(await answer.json())['access_token']);
}
