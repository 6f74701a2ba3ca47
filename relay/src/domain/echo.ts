import type { ChangeEvent, FieldChange, JournalEntry } from '@alert-relay/shared-types';
import type { Fields } from './incident-fields.ts';

/** What of a change is not the echo of our own write. */
export interface RealChanges {
  readonly fields: readonly FieldChange[];
  readonly journal: readonly JournalEntry[];
}

/**
 * The origin stamp says that a write is ours, the values say which part of it: a field that carries
 * what we sent is an echo, any other was changed by a rule inside our write.
 * @param sentFields what we sent last, per column
 */
export function realChanges(change: ChangeEvent, sentFields: Fields): RealChanges {
  if (change.origin === null) return { fields: change.fields, journal: change.journal };
  return {
    fields: change.fields.filter(
      ({ name, new: value }) => !isComputed(name) && sentFields[name] !== value,
    ),
    journal: [],
  };
}

/** Columns that ServiceNow derives from what we sent; they tell the tool nothing new. */
const computed = new Set(['priority', 'incident_state', 'active', 'resolved_at', 'resolved_by']);

function isComputed(column: string): boolean {
  return computed.has(column);
}
