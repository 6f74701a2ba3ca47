import { SysId, type TaskRecord, type UpsertRequest } from '@alert-relay/shared-types';
import { z } from 'zod';
import type { Connection } from '../../domain/configuration.ts';
import type { Fields } from '../../domain/fields.ts';
import type { SeenRecord } from '../../domain/intent.ts';
import { syncedColumns } from '../../domain/synced-columns.ts';

/** Every scalar of the Table API is a text; a column that may not be read is missing. */
const Value = z
  .union([
    z.string(),
    z.null().transform(() => ''),
    // A reference, where an instance ignores sysparm_exclude_reference_link.
    z.object({ value: z.string() }).transform(({ value }) => value),
  ])
  .catch('');

export const TableRow = z.intersection(
  z.record(z.string(), Value),
  z.object({ sys_id: SysId, sys_mod_count: z.string().regex(/^\d+$/) }),
);
export type TableRow = z.output<typeof TableRow>;

const standingColumns = [
  'sys_id',
  'sys_class_name',
  'number',
  'state',
  'active',
  'correlation_id',
  'sys_mod_count',
  'sys_created_on',
  'sys_updated_on',
  'sys_updated_by',
] as const;

/** Stored values, UTC and plain sys_ids: display values follow the zone and language of an account. */
export function rowQuery(
  { excludedFields }: Pick<Connection, 'excludedFields'>,
  more: readonly string[] = [],
): Readonly<Record<string, string>> {
  const wanted = [...syncedColumns, ...more].filter((column) => !excludedFields.includes(column));
  const columns = new Set<string>([...standingColumns, ...wanted]);
  return {
    sysparm_display_value: 'false',
    sysparm_exclude_reference_link: 'true',
    sysparm_fields: [...columns].join(','),
  };
}

export interface Applied {
  readonly seq: number;
  readonly eventId: string;
}

export function toTaskRecord(
  row: TableRow,
  key: string,
  request: Pick<UpsertRequest, 'table' | 'episode' | 'fields'>,
  applied: Applied,
): TaskRecord {
  return {
    key,
    table: textIn(row, 'sys_class_name') || request.table,
    sys_id: row.sys_id,
    number: textIn(row, 'number'),
    state: textIn(row, 'state'),
    active: !isEnded(row),
    sys_mod_count: Number(row.sys_mod_count),
    sys_updated_on: textIn(row, 'sys_updated_on'),
    episode: request.episode,
    applied_seq: applied.seq,
    applied_event_id: applied.eventId,
    fields: pick(row, Object.keys(request.fields)),
  };
}

/** The copy that later changes are compared with. */
export function toSeenRecord(row: TableRow, origin: 'made' | 'met'): SeenRecord {
  return {
    modCount: Number(row.sys_mod_count),
    writtenModCount: Number(row.sys_mod_count),
    fields: syncedFields(row),
    skipsHistory: origin === 'met',
    journal: [],
    journalUpTo: {},
  };
}

/** The copy as our create left it, whatever was changed since; older than anything that can be seen. */
export function toSentRecord(row: TableRow, sent: Fields): SeenRecord {
  const own = Object.entries(sent).filter(([column]) => isSynced(column));
  return {
    modCount: -1,
    writtenModCount: -1,
    fields: { ...syncedFields(row), ...Object.fromEntries(own) },
    skipsHistory: false,
    journal: [],
    journalUpTo: {},
  };
}

function isSynced(column: string): boolean {
  return syncedColumns.some((one) => one === column);
}

/** What a write of ours explains: what it sent, and what ServiceNow derives from it. */
export function explainedBy(row: TableRow, sent: Fields): Fields {
  const derived = 'impact' in sent || 'urgency' in sent ? ['priority'] : [];
  const columns = [...Object.keys(sent), ...derived];
  return pick(
    row,
    syncedColumns.filter((column) => columns.includes(column)),
  );
}

/** The synced columns, as far as they could be read. */
export function syncedFields(row: TableRow): Record<string, string> {
  return pick(row, syncedColumns);
}

export function isActive(row: TableRow): boolean {
  return textIn(row, 'active') === 'true';
}

/** One whose column may not be read counts as going on. */
export function isEnded(row: TableRow): boolean {
  return textIn(row, 'active') === 'false';
}

export function textIn(row: Readonly<Record<string, string>>, column: string): string {
  return row[column] ?? '';
}

function pick(row: TableRow, columns: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    columns.flatMap((column) => {
      const value = row[column];
      return value === undefined ? [] : [[column, value]];
    }),
  );
}
