import { SelfTestAnswer } from '@alert-relay/shared-types';
import { describe, expect, test } from 'vitest';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { copyWithoutRules } from './support/copy-without-rules.ts';
import {
  api,
  newCommand,
  newKey,
  startAppInstance,
  type AppInstance,
} from './support/app-instance.ts';

/** What the Table API answers to the account of the relay, for a task that exists. */
async function tryTableApi(app: AppInstance): Promise<Record<string, number>> {
  const existing = await app.admin.post('/api/now/table/task', { short_description: 'existing' });
  const address = `/api/now/table/task/${existing.result['sys_id']}`;
  const create = await app.relay.post('/api/now/table/task', { short_description: 'made' });
  const read = await app.relay.get(address);
  const write = await app.relay.patch(address, { description: 'changed' });
  return { create: create.status, read: read.status, write: write.status };
}

/** What the self-test says about the rules on task, asked by the account of the relay. */
async function selfTestOfRules(app: AppInstance): Promise<boolean | undefined> {
  const answer = await app.relay.post(`${api}/self-test?record=true`, {});
  const { checks } = SelfTestAnswer.parse(answer.result);
  return checks.find(({ name }) => name === 'rules on task')?.ok;
}

describe.each(['nearest', 'next'] as const)(
  'each right counts (fall-through: %s)',
  (aclFallThrough) => {
    test.each([
      [[], { create: 201, read: 200, write: 200 }],
      [['create'], { create: 403, read: 200, write: 200 }],
      [['write'], { create: 201, read: 200, write: 403 }],
      [['read'], { create: 201, read: 404 }],
      [['create', 'read', 'write'], { create: 403, read: 404 }],
    ])(
      'without the rules %j exactly that is refused, and the API of the app works',
      async (missing, expected) => {
        await using folder = await createTemporaryFolder('rights');
        copyWithoutRules(folder.path, missing);
        await using app = await startAppInstance({ app: folder.path, aclFallThrough });
        const key = newKey();

        const answers = await tryTableApi(app);
        const created = await app.relay.put(`${api}/tasks/${key}`, newCommand());
        const updated = await app.relay.put(`${api}/tasks/${key}`, newCommand({ seq: 2 }));

        expect(answers).toMatchObject(expected);
        expect([created.status, updated.status]).toEqual([200, 200]);
        expect(await selfTestOfRules(app)).toBe(missing.length === 0);
      },
    );
  },
);

/** Gives the role as an administrator does on the form of the user. */
async function grantOnUser(app: AppInstance, user: string, role: string): Promise<void> {
  const granted = await app.admin.post('/api/now/table/sys_user_has_role', { user, role });
  expect(granted.status, granted.text).toBe(201);
}

async function grantByGroup(app: AppInstance, user: string, role: string): Promise<void> {
  const made = await app.admin.post('/api/now/table/sys_user_group', { name: 'Relays' });
  const group = made.result['sys_id'];
  const granted = await app.admin.post('/api/now/table/sys_group_has_role', { group, role });
  const joined = await app.admin.post('/api/now/table/sys_user_grmember', { group, user });
  expect([granted.status, joined.status], granted.text + joined.text).toEqual([201, 201]);
}

test.each([
  ['on the form of the user', grantOnUser],
  ['by a group', grantByGroup],
])(
  'the role granted %s opens the API of the app and tasks, and nothing else',
  async (_how, grant) => {
    await using app = await startAppInstance();
    const client = await app.newClient('somebody', []);
    const [user] = await app.rows('sys_user', 'user_name=somebody');
    const [role] = await app.rows('sys_user_role', 'name=x_alrt_relay.api_user');
    const key = newKey();
    const existing = await app.admin.post('/api/now/table/task', { short_description: 'existing' });
    const address = `/api/now/table/task/${existing.result['sys_id']}`;
    const tryAll = async (): Promise<readonly number[]> => {
      const answers = [
        await client.put(`${api}/tasks/${key}`, newCommand()),
        await client.get(`${api}/tasks/${key}`),
        await client.post('/api/now/table/task', { short_description: 'made' }),
        await client.patch(address, { description: 'changed' }),
        await client.get('/api/now/table/x_alrt_relay_outbox'),
      ];
      return answers.map((answer) => answer.status);
    };
    const before = await tryAll();

    await grant(app, String(user?.['sys_id']), String(role?.['sys_id']));

    expect(before).toEqual([403, 403, 403, 404, 403]);
    expect(await tryAll()).toEqual([200, 200, 201, 200, 403]);
  },
);
