import type { Session } from '../engine/session.ts';
import { textOf } from '../store/database.ts';
import type { Condition, EncodedQuery } from './parse-encoded-query.ts';

/** Filter options whose meaning depends on the caller, by their sys_ids on every instance. */
const me = '90d1921e5f510100a9ad2572f2b477fe';
const oneOfMyGroups = 'd6435e965f510100a9ad2572f2b477fe';

/** Puts values where a query says `DYNAMIC<sys_id>`; options that nobody knows match nothing. */
export function resolveDynamicFilters(session: Session, query: EncodedQuery): EncodedQuery {
  const resolve = (condition: Condition): Condition => {
    if (condition.operator === 'IN_HIERARCHY_DYNAMIC') {
      const [hierarchy = '', option = ''] = condition.value.split('@');
      const start = option === me ? session.user.sysId : option;
      return { ...condition, operator: 'IN_HIERARCHY', value: `${hierarchy}@${start}` };
    }
    if (condition.operator !== 'DYNAMIC') return condition;
    if (condition.value === me) return { ...condition, operator: '=', value: session.user.sysId };
    if (condition.value !== oneOfMyGroups) return condition;
    return { ...condition, operator: 'IN', value: groupsOf(session).join(',') };
  };
  return {
    ...query,
    alternatives: query.alternatives.map((all) => all.map((any) => any.map(resolve))),
  };
}

function groupsOf(session: Session): string[] {
  const rows = session.engine.store
    .prepareRaw('SELECT "group" FROM sys_user_grmember WHERE user = ?')
    .all(session.user.sysId);
  return rows.map((row) => textOf(row[0]));
}
