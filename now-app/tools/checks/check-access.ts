import type { Check } from './check.ts';

const ownPrefix = 'x_alrt_relay';
/** Rules without one of these deny everybody, or allow everybody: neither is ever meant. */
const guards = ['condition', 'script', 'security_attribute'] as const;

/** Access rules: roles only on tables of another scope, and never a rule without any guard. */
export const checkAccess: Check = (records) => {
  const withRole = new Set(
    records
      .filter((record) => record.table === 'sys_security_acl_role')
      .map((record) => record.columns['sys_security_acl'] ?? ''),
  );
  return records
    .filter((record) => record.table === 'sys_security_acl')
    .flatMap(({ columns }) => {
      const name = columns['name'] ?? '';
      const label = `ACL ${columns['operation'] ?? ''} ${name}`;
      const isForeign = columns['type'] === 'record' && !name.startsWith(ownPrefix);
      const hasLogic = (columns['condition'] ?? '') !== '' || (columns['script'] ?? '') !== '';
      const isGuarded =
        withRole.has(columns['sys_id'] ?? '') ||
        guards.some((guard) => (columns[guard] ?? '') !== '');
      return [
        ...(isForeign && hasLogic
          ? [`${label}: script or condition on a table of another scope`]
          : []),
        ...(isForeign && name.endsWith('.*')
          ? [`${label}: all fields of another scope's table`]
          : []),
        ...(isGuarded ? [] : [`${label}: no role, condition, script or attribute`]),
      ];
    });
};
