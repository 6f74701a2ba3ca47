import { expect, test } from 'vitest';
import { findRoleRecords } from './find-role-records.ts';
import { sampleInspector } from './sample-subject.ts';

const account = { sys_id: 'a'.repeat(32), user_name: 'alert.relay' };
const roles = [
  { sys_id: 'b'.repeat(32), name: 'itil' },
  { sys_id: 'c'.repeat(32), name: 'cmdb_read' },
];
const own = sampleInspector({ sys_user: [account] });
const eyes = sampleInspector({ sys_user_role: roles });

test('the account sees itself, somebody else the roles', async () => {
  const records = await findRoleRecords(own, eyes, ['cmdb_read', 'itil']);

  expect(records).toContain(`<user display_value="alert.relay">${account.sys_id}</user>`);
  expect(records.match(/<role display_value="\w+">(\w)/g)).toEqual([
    '<role display_value="cmdb_read">c',
    '<role display_value="itil">b',
  ]);
});

test.each([
  [
    'a role that the instance does not show',
    own,
    ['itil', 'admin'],
    'Not visible on the instance: admin.',
  ],
  ['roles that are closed', own, ['itil'], undefined],
  ['its own record', sampleInspector(), ['itil'], 'may not see its own record'],
  // ServiceNow drops a term that it does not accept and returns everybody.
  ['it among all', sampleInspector({ sys_user: [account, account] }), ['itil'], 'its own record'],
])('without %s nothing is printed', async (_what, self, names, message) => {
  const seen = message === undefined ? sampleInspector() : eyes;

  await expect(findRoleRecords(self, seen, names)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining(message ?? 'Not visible on the instance: itil.'),
  });
});
