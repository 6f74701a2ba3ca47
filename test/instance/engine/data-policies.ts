import { matchesQuery, readerFor } from './matches-query.ts';
import { valueOf, type Row, type Session } from './session.ts';

/**
 * The platform's text when mandatory fields of data policies are empty, with labels, not names:
 * recorded/errors ("Data Policy Exception: \n\tThe following fields are mandatory: …").
 */
export function findDataPolicyFault(session: Session, row: Row): string | undefined {
  const missing = new Set<string>();
  for (const policy of session.engine.dataPolicies()) {
    if (!row.table.lineage.includes(policy.table)) continue;
    if (!matchesQuery(readerFor(session), policy.condition, row)) continue;
    for (const name of policy.mandatory) {
      if (valueOf(row, name) === '') missing.add(row.table.columns.get(name)?.label ?? name);
    }
  }
  if (missing.size === 0) return undefined;
  return `Data Policy Exception: \n\tThe following fields are mandatory: ${[...missing].join(', ')}`;
}
