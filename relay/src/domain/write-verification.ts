import type { Fields } from './incident-fields.ts';

/** A column whose value in ServiceNow is not what we sent. */
export interface FieldDrift {
  readonly column: string;
  /** `dropped`: not stored at all (a field ACL, a read-only or unknown column); `changed`: stored differently. */
  readonly kind: 'dropped' | 'changed';
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
