import { z } from 'zod';
import { SysId } from './key.ts';

/** Where a name of the relay's configuration may be looked up, and by which columns. */
export const lookupColumns = {
  sys_user_group: ['name'],
  sys_user: ['email', 'user_name'],
  cmdb_ci: ['name', 'fqdn', 'correlation_id'],
  cmdb_ci_service: ['name'],
  task: ['number'],
} as const satisfies Record<string, readonly string[]>;
export type LookupTable = keyof typeof lookupColumns;

/** `GET /lookup?table=sys_user_group&column=name&value=Network`: active records with exactly this value. */
export const LookupAnswer = z.object({
  /** At most two: none, one, or "more than one" is all that the relay asks. */
  matches: z.array(z.object({ sys_id: SysId, display: z.string() })).max(2),
});
export type LookupAnswer = z.output<typeof LookupAnswer>;
