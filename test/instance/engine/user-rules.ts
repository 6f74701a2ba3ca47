import { type Rule, storedValueOf, valueOf, type Row } from './session.ts';

/** What the platform's own rules keep true about users. */
export const userRules: readonly Rule[] = [
  userRule('Compose the name', composeName),
  userRule('Handle Identity type change', followIdentity),
];

function userRule(name: string, run: (row: Row) => void): Rule {
  return {
    name,
    sysId: name.toLowerCase().replaceAll(/\W+/g, '_'),
    table: 'sys_user',
    when: 'before',
    order: 10,
    operations: new Set(['insert', 'update']),
    filter: undefined,
    holds: () => true,
    run: (_session, row) => run(row),
  };
}

function composeName(row: Row): void {
  const name = [valueOf(row, 'first_name'), valueOf(row, 'last_name')]
    .filter((part) => part !== '')
    .join(' ');
  if (name !== '') row.values['name'] = name;
}

/** Machines may only use services; people are no longer held to that once they are people again. */
function followIdentity(row: Row): void {
  const identity = valueOf(row, 'identity_type');
  if (identity === storedValueOf(row, 'identity_type')) return;
  const touchesAgent = [identity, storedValueOf(row, 'identity_type')].includes('ai_agent');
  if (row.stored !== undefined && touchesAgent) row.abortRequested = true;
  else if (identity === 'machine') row.values['web_service_access_only'] = '1';
  else if (row.stored !== undefined) row.values['web_service_access_only'] = '0';
}
