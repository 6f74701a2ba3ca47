import type { Fields } from './fields.ts';
import type { FieldDrift } from './write-verification.ts';

/**
 * Who has the say over a column once the record is there.
 *
 *   servicenow  written when the record is created, then never again
 *   tool        always what the tool says
 *   newest      whoever changed it last
 *   ask         the tool, until somebody else sets it: then that stays, and the conflict is listed
 */
export const owners = ['servicenow', 'tool', 'newest', 'ask'] as const;
export type Owner = (typeof owners)[number];

/** Written again as an alert changes, unless a person stepped in. What is in neither list is ServiceNow's. */
const asked: ReadonlySet<string> = new Set([
  'impact',
  'urgency',
  'severity',
  'close_code',
  'close_notes',
]);

export function ownerOf(ownership: Readonly<Record<string, Owner>>, column: string): Owner {
  return ownership[column] ?? (asked.has(column) ? 'ask' : 'servicenow');
}

/** What is known of the columns of a record. */
export interface KnownFields {
  readonly sentFields: Fields;
  readonly takenFields: Fields;
}

export interface OwnedFields {
  readonly fields: Fields;
  readonly conflicts: readonly FieldDrift[];
}

/** Of what the tool would have, what may be written to a record that is there. */
export function decideOwned(
  ownership: Readonly<Record<string, Owner>>,
  wanted: Fields,
  known: KnownFields,
): OwnedFields {
  const fields: Record<string, string> = {};
  const conflicts: FieldDrift[] = [];
  for (const [column, value] of Object.entries(wanted)) {
    const verdict = judge(ownerOf(ownership, column), value, {
      sent: known.sentFields[column],
      theirs: known.takenFields[column],
    });
    if (verdict === 'write') fields[column] = value;
    if (verdict === 'conflict') conflicts.push({ column, kind: 'conflict' });
  }
  return { fields, conflicts };
}

function judge(
  owner: Owner,
  value: string,
  { sent, theirs }: { readonly sent: string | undefined; readonly theirs: string | undefined },
): 'write' | 'leave' | 'conflict' {
  const isNews = sent !== value;
  switch (owner) {
    case 'servicenow':
      return 'leave';
    case 'tool':
      return (theirs ?? sent) === value ? 'leave' : 'write';
    case 'newest':
      return isNews && theirs !== value ? 'write' : 'leave';
    case 'ask':
      if (!isNews || theirs === value) return 'leave';
      return theirs === undefined ? 'write' : 'conflict';
  }
}

/** What others hold after a change of theirs: their values, without those that are ours again. */
export function toTaken(
  known: KnownFields,
  changed: readonly { readonly name: string; readonly new: string | null }[],
): Fields {
  const taken = new Map(Object.entries(known.takenFields));
  for (const { name, new: value } of changed) {
    if (name === 'state') continue;
    if (known.sentFields[name] === value) taken.delete(name);
    else taken.set(name, value ?? '');
  }
  return Object.fromEntries(taken);
}
