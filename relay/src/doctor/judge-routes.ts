import type { MetadataAnswer } from '@alert-relay/shared-types';
import type { Route } from '../domain/configuration.ts';
import { filledBy, missingMandatory, writtenChoices } from '../domain/readiness.ts';
import { fail, type Finding, pass, skip, warn } from './check.ts';

/** The stored values of a choice column, as far as the account may see them. */
export interface Choices {
  readonly visible: boolean;
  readonly values: ReadonlySet<string>;
}

const notVisible =
  'the stored values of choices are not visible: grant personalize_choices to have this looked at';

/** A state that the table does not know is dropped without a word, so a wrong map shows nowhere else. */
export function statesFinding(route: Route, { visible, values }: Choices): Finding {
  if (!visible) return skip(notVisible);
  const written = valuesFor(route, 'state');
  const all = [...new Set([...written, ...Object.keys(route.inwardStates)])];
  const unknown = all.filter((state) => !values.has(state));
  const evidence = `the table knows ${[...values].join(', ')}; the route uses ${all.join(', ')}`;
  if (unknown.length === 0) return pass(evidence);
  const isWritten = unknown.some((state) => written.includes(state));
  const trouble = {
    code: 'unknown-state',
    evidence,
    cause: `Unknown: ${unknown.join(', ')}. ServiceNow drops such a value without a word.`,
    cure: `Correct outwardStates or inwardStates of route ${route.name}, or set them to none.`,
  };
  return isWritten ? fail(trouble) : warn(trouble);
}

export function resolutionFinding(route: Route, { visible, values }: Choices): Finding {
  if (route.outwardStates.resolved === undefined) return pass('the route resolves nothing');
  if (!visible) return skip(notVisible);
  const codes = valuesFor(route, 'close_code');
  if (codes.length === 0) return skip('the close code is made by a template');
  const evidence = `close code "${codes.join('", "')}"; the table knows ${[...values].join(', ')}`;
  if (codes.every((code) => values.has(code))) return pass(evidence);
  return fail({
    code: 'unknown-close-code',
    evidence,
    cause:
      'ServiceNow drops an unknown close code, and then refuses the resolution because it is empty.',
    cure: `Set closeCode of route ${route.name} to one that the table knows.`,
  });
}

function valuesFor(route: Route, column: string): readonly string[] {
  return writtenChoices(route).flatMap(([name, value]) => (name === column ? [value] : []));
}

/** A column that an active data policy demands, under the condition of the policy. */
export interface PolicyDemand {
  readonly column: string;
  readonly policy: string;
}

/** @param demands `undefined` where nobody who looked may see policies */
export function policiesFinding(
  route: Route,
  demands: readonly PolicyDemand[] | undefined,
): Finding {
  if (demands === undefined) {
    return skip(
      'data policies are not visible to the account',
      `Name an administrator with --admin-user, or let "alert-relay readiness ${route.name} --try" create and resolve a scratch record.`,
    );
  }
  const given = new Set([...filledBy(route), 'close_code', 'close_notes']);
  const open = demands.filter(({ column }) => !given.has(column));
  if (open.length === 0) return pass(`${demands.length} demand(s) of data policies, all filled`);
  const list = open.map(({ column, policy }) => `${column} (${policy})`).join(', ');
  return warn({
    code: 'data-policy',
    evidence: `demanded and not filled: ${list}`,
    cause: 'Where the condition of such a policy holds, ServiceNow refuses the record with 403.',
    cure: `Give route ${route.name} fields or defaults for them, or leave the integration out of the policy.`,
  });
}

export function mandatoryFinding(
  route: Route,
  columns: MetadataAnswer['columns'] | undefined,
): Finding {
  if (columns === undefined) {
    return skip(
      'mandatory columns are not visible without the app; send-test shows what is refused',
    );
  }
  const demanded = missingMandatory(route, columns);
  if (demanded.length === 0) {
    return pass('the dictionary demands nothing else');
  }
  const names = demanded.map(({ column }) => column).join(', ');
  return warn({
    code: 'mandatory-columns',
    evidence: `mandatory and not filled: ${names}`,
    cause: 'ServiceNow may refuse a record without them.',
    cure: `Give route ${route.name} fields or defaults for them.`,
  });
}
