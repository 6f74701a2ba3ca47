import type { ChangeEvent } from '@alert-relay/shared-types';
import type { Fields } from './fields.ts';

/** Columns without which no record can be told from another: they cannot be excluded. */
export const neededColumns: readonly string[] = [
  'sys_id',
  'sys_class_name',
  'sys_mod_count',
  'sys_created_on',
  'sys_updated_on',
  'sys_updated_by',
  'number',
  'state',
  'active',
  'correlation_id',
  'correlation_display',
];

/**
 * A change without what the connection excludes. The app tells whole changes, so this stands at the
 * door, before anything is stored or logged.
 */
export function withoutExcluded(change: ChangeEvent, excluded: readonly string[]): ChangeEvent {
  if (excluded.length === 0) return change;
  const { state, active, sys_mod_count, short_description, close_code, close_notes } =
    change.record;
  const isRead = (column: string): boolean => !excluded.includes(column);
  const { attachments, ...rest } = change;
  return {
    ...rest,
    ...(attachments !== undefined && isRead('attachments') ? { attachments } : {}),
    fields: change.fields.filter(({ name }) => isRead(name)),
    journal: change.journal.filter(({ element }) => isRead(element)),
    record: {
      state,
      active,
      sys_mod_count,
      short_description: isRead('short_description') ? short_description : '',
      ...(close_code !== undefined && isRead('close_code') ? { close_code } : {}),
      ...(close_notes !== undefined && isRead('close_notes') ? { close_notes } : {}),
    },
  };
}

export function withoutColumns(fields: Fields, excluded: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !excluded.includes(name)));
}
