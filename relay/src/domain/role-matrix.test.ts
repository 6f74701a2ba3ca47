import { expect, test } from 'vitest';
import { roleMatrix, toLeastRoles, toRoleNeeds } from './role-matrix.ts';
import { sampleRoute } from './samples.ts';
import { literal } from './template.ts';

const plain = sampleRoute({ references: [] });

test('app mode needs the role of the app and no other', () => {
  expect(toLeastRoles({ mode: 'app' }, [plain])).toEqual(['x_alrt_relay.api_user']);
});

test('table mode needs the least role that writes incidents', () => {
  expect(toLeastRoles({ mode: 'table' }, [plain])).toEqual(['sn_incident_write']);
});

test('what a needed role brings along is not granted again', () => {
  const item = {
    column: 'cmdb_ci',
    table: 'cmdb_ci',
    by: 'name',
    value: literal('db1'),
    fallback: undefined,
    otherwise: 'leave-empty',
  } as const;
  const names = sampleRoute({ references: [item] });
  const needs = toRoleNeeds({ mode: 'table' }, [names]).map(({ role }) => role);

  expect(needs).toContain('cmdb_read');
  expect(toLeastRoles({ mode: 'table' }, [names])).toEqual(['sn_incident_write']);
});

test('other tables than incident need itil, which is as good for incidents', () => {
  const problem = sampleRoute({ references: [], table: 'problem' });

  expect(toLeastRoles({ mode: 'table' }, [problem])).toEqual(['itil']);
  expect(toLeastRoles({ mode: 'table' }, [plain, problem])).toEqual(['itil']);
});

test('every role that the seeds name is there, and admin is never asked for', () => {
  const named = roleMatrix.map(({ role }) => role);

  expect(named).toEqual(
    expect.arrayContaining([
      'itil',
      'oauth_admin',
      'personalize_choices',
      'personalize_dictionary',
      'user',
      'user_admin',
      'snc_platform_rest_api_access',
      'cmdb_read',
      'sn_cmdb_user',
      'incident_manager',
      'admin',
    ]),
  );
  expect(roleMatrix.find(({ role }) => role === 'admin')).toMatchObject({ app: 'no', table: 'no' });
});
