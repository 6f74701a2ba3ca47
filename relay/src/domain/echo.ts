import type {
  ChangeAttachment,
  ChangeEvent,
  FieldChange,
  JournalEntry,
} from '@alert-relay/shared-types';
import type { Fields } from './fields.ts';

/** What of a change is not the echo of our own write. */
export interface RealChanges {
  readonly fields: readonly FieldChange[];
  readonly journal: readonly JournalEntry[];
  /** What we attach ourselves is never told to us. */
  readonly attachments: readonly ChangeAttachment[];
}

/** All that a change holds, whoever did it. */
export function allChanges({ fields, journal, attachments = [] }: ChangeEvent): RealChanges {
  return { fields, journal, attachments };
}

/**
 * The origin stamp says that a write is ours, the values say which part of it: a field that carries
 * what we sent is an echo, any other was changed by a rule inside our write.
 *
 * Changes come later than our next write. What an older write of ours did to a column that we send is
 * history: what we sent last stands there now.
 * @param sentFields what we sent last, per column
 * @param modCount of the record at our last write, as far as it is known
 */
export function realChanges(change: ChangeEvent, sentFields: Fields, modCount = 0): RealChanges {
  if (change.origin === null) return allChanges(change);
  const isHistory = change.record.sys_mod_count < modCount;
  return {
    fields: change.fields.filter(
      ({ name, new: value }) =>
        !isComputed(name) &&
        sentFields[name] !== value &&
        !(isHistory && sentFields[name] !== undefined),
    ),
    journal: [],
    attachments: [],
  };
}

/** Columns that ServiceNow derives from what we sent; they tell the tool nothing new. */
const computed = new Set(['priority', 'incident_state', 'active', 'resolved_at', 'resolved_by']);

function isComputed(column: string): boolean {
  return computed.has(column);
}
