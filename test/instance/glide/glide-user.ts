import { textFrom } from '../scripts/runtime.ts';
import { textOf } from '../store/database.ts';
import type { GlideKit } from './glide-kit.ts';

/** `gs.getUser()`. */
export function createUserObject(kit: GlideKit): object {
  const { user } = kit.runtime.session();
  const { engine } = kit.runtime;
  return {
    getID: () => user.sysId,
    getName: () => user.userName,
    getDisplayName: () => user.displayName,
    getFullName: () => user.displayName,
    getFirstName: () => user.firstName,
    getLastName: () => user.lastName,
    getEmail: () => user.email,
    getRoles: () => [...user.roles],
    getUserRoles: () => [...user.roles],
    hasRole: (role: unknown) => user.isAdmin || user.roles.has(textFrom(role)),
    isMemberOf: (group: unknown) => {
      const name = textFrom(group);
      const row = engine.store
        .prepare(
          `SELECT count(*) AS n FROM sys_user_grmember m JOIN sys_user_group g ON g.sys_id = m."group"
            WHERE m.user = ? AND (g.sys_id = ? OR g.name = ?)`,
        )
        .get(user.sysId, name, name);
      return textOf(row?.['n']) !== '0';
    },
    getPreference: () => null,
    savePreference: () => undefined,
    getCompanyID: () => '',
    getDomainID: () => 'global',
  };
}
