import type { LookupTable } from '@alert-relay/shared-types';
import type { Connection } from '../../domain/configuration.ts';
import type { Fields } from '../../domain/fields.ts';
import { columnFor, isNoName, type Reference } from '../../domain/references.ts';
import type { FieldDrift } from '../../domain/write-verification.ts';
import { RelayError } from '../../lib/errors.ts';

export interface ResolveDeps {
  /** The record that an alert of the same source has. */
  readonly findAlertRecord: (fingerprint: string) => Promise<string | undefined>;
  readonly servicenow: {
    lookUp(
      connection: Connection,
      table: LookupTable,
      column: string,
      value: string,
    ): Promise<string>;
  };
}

interface Resolved {
  readonly fields: Fields;
  readonly issues: readonly FieldDrift[];
}

/** Names become sys_ids. What none or several have is a failure, or a column left empty, as the route says. */
export async function resolveReferences(
  deps: ResolveDeps,
  connection: Connection,
  references: readonly Reference[],
): Promise<Resolved> {
  const fields: Record<string, string> = {};
  const issues: FieldDrift[] = [];
  for (const reference of references) {
    const found = await resolve(deps, connection, reference);
    if (found.kind === 'found') fields[reference.column] = found.sysId;
    else issues.push({ column: reference.column, kind: found.kind });
  }
  return { fields, issues };
}

type Found =
  | { readonly kind: 'found'; readonly sysId: string }
  | { readonly kind: 'no-match' | 'several-matches' };

async function resolve(
  deps: ResolveDeps,
  connection: Connection,
  reference: Reference,
): Promise<Found> {
  const { value, fallback, otherwise } = reference;
  const isLast = fallback === undefined || fallback === value;
  const first = await tryLookUp(deps, connection, reference, value, isLast && otherwise === 'fail');
  if (first.kind === 'found' || isLast) return first;
  const second = await tryLookUp(deps, connection, reference, fallback, otherwise === 'fail');
  return second.kind === 'found' ? second : first;
}

async function tryLookUp(
  deps: ResolveDeps,
  connection: Connection,
  { table, by, column: written }: Reference,
  value: string,
  mustExist: boolean,
): Promise<Found> {
  if (by === 'alert') return findByAlert(deps, value, mustExist);
  if (isNoName(value)) return noMatch(mustExist, noNameFor(written, value));
  try {
    const column = by ?? columnFor(table, value);
    return { kind: 'found', sysId: await deps.servicenow.lookUp(connection, table, column, value) };
  } catch (error) {
    if (mustExist || !(error instanceof RelayError)) throw error;
    if (error.code === 'SERVICENOW_LOOKUP_EMPTY') return { kind: 'no-match' };
    if (error.code === 'SERVICENOW_LOOKUP_AMBIGUOUS') return { kind: 'several-matches' };
    throw error;
  }
}

async function findByAlert(
  { findAlertRecord }: ResolveDeps,
  fingerprint: string,
  mustExist: boolean,
): Promise<Found> {
  const sysId = await findAlertRecord(fingerprint);
  if (sysId !== undefined) return { kind: 'found', sysId };
  return noMatch(
    mustExist,
    `No record is known for the alert ${fingerprint} of the same source. Replay when it has one, or let the route leave the column empty.`,
  );
}

function noMatch(mustExist: boolean, message: string): Found {
  if (!mustExist) return { kind: 'no-match' };
  throw new RelayError('SERVICENOW_LOOKUP_EMPTY', message);
}

/** The text of an alert may be long. */
const SHOWN = 100;

function noNameFor(column: string, value: string): string {
  const shown = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
  return `"${shown}" cannot be looked up for ${column}: ServiceNow would run or split it, or it is too long for a name. Correct the name in the route, or use a sys_id, then replay.`;
}
