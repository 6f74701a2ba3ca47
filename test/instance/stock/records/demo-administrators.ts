import type { StockRecord } from '../model.ts';
import { roles } from '../roles.ts';
import { keyedRecord, roleId } from './define-records.ts';

/** Demo data brings more than ten administrators, which clients count; the names are ours. */
const administrators = [
  'Alma Brandt',
  'Boris Castillo',
  'Clara Dunn',
  'Deepa Eswaran',
  'Emil Fischer',
  'Fatima Garba',
  'Grace Holm',
  'Henrik Ito',
  'Irene Jansen',
  'Jonas Keita',
];

function administrator(name: string): StockRecord[] {
  const [first_name = '', last_name = ''] = name.split(' ');
  const user_name = `${first_name}.${last_name}`.toLowerCase();
  const person = keyedRecord('sys_user', user_name, {
    user_name,
    first_name,
    last_name,
    name,
    email: `${user_name}@example.com`,
  });
  const grant = keyedRecord('sys_user_has_role', `${user_name} admin`, {
    user: person.sys_id,
    role: roleId(roles, 'admin'),
    inherited: 'false',
    state: 'active',
  });
  return [person, grant];
}

function groupWithRole(name: string, role: string): StockRecord[] {
  const group = keyedRecord('sys_user_group', name, { name });
  return [
    group,
    keyedRecord('sys_group_has_role', name, { group: group.sys_id, role: roleId(roles, role) }),
  ];
}

export const demoAdministrators: readonly StockRecord[] = [
  ...administrators.flatMap(administrator),
  ...groupWithRole('Catalog Administrators', 'catalog_admin'),
  ...groupWithRole('Problem Administrators', 'problem_admin'),
  ...groupWithRole('User Administrators', 'user_admin'),
];
