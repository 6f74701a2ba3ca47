import { describe, expect, test } from 'vitest';
import { checkAccess } from './check-access.ts';
import { checkModules } from './check-modules.ts';
import { checkPrivileges } from './check-privileges.ts';
import { checkSecrets } from './check-secrets.ts';
import { readRecords, type DistRecord } from './read-dist.ts';

function record(table: string, columns: Record<string, string>): DistRecord {
  return { file: `update/${table}.xml`, table, columns };
}

const module = (content: string, path = 'x/src/a.ts') => record('sys_module', { path, content });

describe('scripts', () => {
  test.each([
    [
      'a target that was not emitted',
      [record('sys_script', { name: 'rule', script: "require('x/src/b.ts')" })],
      'requires x/src/b.ts',
    ],
    [
      'an import that was not emitted',
      [module("import { b } from './b.ts';\nb();")],
      'imports x/src/b.ts',
    ],
    ['syntax beyond ES2021', [module('class A { #secret = 1; static { } }')], 'is not ES2021'],
    ['a promise', [module('export const a = Promise.resolve();')], 'uses Promise'],
    ['a timer', [module('setTimeout(() => 1, 10);')], 'uses setTimeout'],
    ['a test', [module('', 'x/src/a.test.ts')], 'a test became a part of the app'],
  ])('with %s are refused', (_name, records, fault) => {
    expect(checkModules(records).join('\n')).toContain(fault);
  });

  test('that call only what they have are accepted', () => {
    const records = [
      module("import { b } from './b.ts';\nexport const a = { process: b?.URL ?? 1 };"),
      module('export const b = null;', 'x/src/b.ts'),
      record('sys_script', { name: 'rule', script: "const { a } = require('x/src/a.ts');" }),
    ];

    expect(checkModules(records)).toEqual([]);
  });
});

describe('access rules', () => {
  const rule = (columns: Record<string, string>) =>
    record('sys_security_acl', {
      sys_id: '1',
      type: 'record',
      name: 'task',
      operation: 'read',
      ...columns,
    });
  const role = record('sys_security_acl_role', { sys_security_acl: '1' });

  test.each([
    [[rule({ condition: 'active=true' }), role], 'script or condition on a table of another scope'],
    [[rule({ script: 'answer = true' }), role], 'script or condition on a table of another scope'],
    [[rule({ name: 'task.*' }), role], "all fields of another scope's table"],
    [[rule({})], 'no role, condition, script or attribute'],
  ])('%j are refused', (records, fault) => {
    expect(checkAccess(records).join('\n')).toContain(fault);
  });

  test('with a role alone are accepted', () => {
    expect(checkAccess([rule({}), role])).toEqual([]);
  });
});

describe('cross-scope privileges', () => {
  const grant = (operation: string, target: string) =>
    record('sys_scope_privilege', { operation, target_name: target });

  test('are needed for every foreign table and every tracked call', () => {
    const records = [
      module("const rows = new GlideRecord('sys_user'); rows.insert();"),
      record('sys_properties', { name: 'x_alrt_relay.tables', value: 'incident' }),
      grant('read', 'incident'),
    ];

    expect(checkPrivileges(records)).toEqual([
      'no cross-scope privilege "read sys_user"',
      'no cross-scope privilege "create incident"',
      'no cross-scope privilege "write incident"',
      'no cross-scope privilege "execute GlideRecord.insert"',
    ]);
  });

  test('are not needed for our own tables', () => {
    expect(checkPrivileges([module("new GlideRecord('x_alrt_relay_link');")])).toEqual([]);
  });
});

test.each([
  [record('oauth_entity', { client_secret: 'abc' })],
  [record('sys_properties', { type: 'password2', value: 'abc' })],
  [module(`const secret = 'whsec_${'a'.repeat(32)}';`)],
])('the secret in %j is found', (leaking) => {
  expect(checkSecrets([leaking])).toHaveLength(1);
});

test('records are read with their literal and their escaped columns', () => {
  const xml = `<?xml version="1.0"?><record_update table="sys_script"><sys_script action="INSERT_OR_UPDATE"><name>a &amp; b</name><condition/><script><![CDATA[if (a < b) {}]]></script></sys_script></record_update>`;

  expect(readRecords('update/a.xml', xml)).toEqual([
    {
      file: 'update/a.xml',
      table: 'sys_script',
      columns: { name: 'a & b', condition: '', script: 'if (a < b) {}' },
    },
  ]);
});
