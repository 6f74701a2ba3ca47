import { expect, test } from 'vitest';
import { printRoleRecords } from './role-records.ts';

test('one record for each role, the same whenever it is printed', () => {
  const account = { sysId: 'a'.repeat(32), name: 'alert.relay' };
  const roles = [{ sysId: 'b'.repeat(32), name: 'sn_incident_write' }];

  const xml = printRoleRecords(account, roles);

  expect(printRoleRecords(account, roles)).toBe(xml);
  expect(xml).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<unload>\n/);
  expect(xml).toContain(`<role display_value="sn_incident_write">${'b'.repeat(32)}</role>`);
  expect(xml).toContain(`<user display_value="alert.relay">${'a'.repeat(32)}</user>`);
  expect(xml).toMatch(/<sys_id>[0-9a-f]{32}<\/sys_id>/);
});

test('a name cannot break out of its place', () => {
  const hostile = { sysId: 'a'.repeat(32), name: '"><evil/>' };

  expect(printRoleRecords(hostile, [hostile])).not.toContain('<evil');
});
