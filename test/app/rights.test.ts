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

test('the role works the same through a group', async () => {
  await using app = await startAppInstance();
  const byGroup = await app.newClient('by-group', []);
  const [user] = await app.rows('sys_user', 'user_name=by-group');
  const [role] = await app.rows('sys_user_role', 'name=x_alrt_relay.api_user');
  const group = await app.admin.post('/api/now/table/sys_user_group', { name: 'Relays' });
  const before = await byGroup.get(`${api}/tasks/${newKey()}`);

  await app.admin.post('/api/now/table/sys_group_has_role', {
    group: group.result['sys_id'],
    role: role?.['sys_id'],
  });
  await app.admin.post('/api/now/table/sys_user_grmember', {
    group: group.result['sys_id'],
    user: user?.['sys_id'],
  });
  const after = await byGroup.get(`${api}/tasks/${newKey()}`);

  expect([before.status, after.status]).toEqual([403, 404]);
});
