import type { Fields } from './fields.ts';

/**
 * Why a column does not hold what was meant for it.
 *
 *   dropped          not stored at all (a field ACL, a read-only or unknown column)
 *   changed          stored differently
 *   not-rendered     its template failed on this event
 *   no-match         no record has the name that was looked up
 *   several-matches  more than one has
 *   conflict         somebody else set it, and the route leaves it to them
 */
export const driftKinds = [
  'dropped',
  'changed',
  'not-rendered',
  'no-match',
  'several-matches',
  'conflict',
] as const;

export interface FieldDrift {
  readonly column: string;
  readonly kind: (typeof driftKinds)[number];
}

/**
 * ServiceNow answers success and drops fields that the account may not write, or lets a rule change
 * them (features.md 3.11); so what came back is compared with what was sent.
 */
export function findDrift(sent: Fields, readBack: Fields): readonly FieldDrift[] {
  const drift: FieldDrift[] = [];
  for (const [column, value] of Object.entries(sent)) {
    const stored = readBack[column];
    if (stored === undefined) drift.push({ column, kind: 'dropped' });
    else if (normalized(stored) !== normalized(value)) {
      drift.push({ column, kind: stored === '' ? 'dropped' : 'changed' });
    }
  }
  return drift;
}

/** Line ends and outer white space are the platform's business. */
function normalized(value: string): string {
  return value.replaceAll('\r\n', '\n').trim();
}
