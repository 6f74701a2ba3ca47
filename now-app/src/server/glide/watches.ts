import { GlideRecord, gs } from '@servicenow/glide';
import { properties, tables } from '../names.ts';
import { asReason, findBy, readColumn } from './record.ts';

/** A record that a connection is being told about. */
export interface Watch {
  readonly sysId: string;
  readonly key: string;
  readonly connectionKey: string;
  readonly source: string;
  /** JSON of the values told last; empty when nothing was told yet. */
  readonly lastTold: string;
}

export function listWatches(record: string): readonly Watch[] {
  const rows = new GlideRecord(tables.watch);
  rows.addQuery('record', record);
  rows.query();
  const watches: Watch[] = [];
  while (rows.next()) watches.push(toWatch(rows));
  return watches;
}

export function findWatch(record: string, connectionKey: string): Watch | undefined {
  const row = findBy(tables.watch, 'watch_key', toWatchKey(record, connectionKey));
  return row === undefined ? undefined : toWatch(row);
}

/** First wins; false when the record is watched for this connection already. */
export function startWatch(current: GlideRecord, connectionKey: string, source: string): boolean {
  if (findWatch(current.getUniqueValue(), connectionKey) !== undefined) return false;
  const row = new GlideRecord(tables.watch);
  row.initialize();
  row.setValue('watch_key', toWatchKey(current.getUniqueValue(), connectionKey));
  row.setValue('record', current.getUniqueValue());
  row.setValue('table', current.getRecordClassName());
  row.setValue('connection_key', connectionKey);
  row.setValue('source', source);
  return row.insert() !== null;
}

/** False when it does not stand there as it was given: cut by the database, or refused by a rule. */
export function saveLastTold(watch: Watch, lastTold: string): boolean {
  const row = findBy(tables.watch, 'watch_key', watch.key);
  if (row === undefined) return false;
  row.setValue('last_told', lastTold);
  row.update();
  const kept = findBy(tables.watch, 'watch_key', watch.key);
  if (kept !== undefined && readColumn(kept, 'last_told') === lastTold) return true;
  gs.error(
    `Alert Relay: what ${watch.connectionKey} was told of ${readColumn(row, 'table')} ${readColumn(row, 'record')} could not be kept${asReason(row)}, so its next change is told with everything before it once more. ` +
      `Look for a business rule or data policy of ${tables.watch} that refuses it; if there is none, the values are too long: take the longest column out of ${properties.watchedColumns}.`,
  );
  return false;
}

function toWatchKey(record: string, connectionKey: string): string {
  return `${record}:${connectionKey}`;
}

function toWatch(row: GlideRecord): Watch {
  return {
    sysId: row.getUniqueValue(),
    key: readColumn(row, 'watch_key'),
    connectionKey: readColumn(row, 'connection_key'),
    source: readColumn(row, 'source'),
    lastTold: readColumn(row, 'last_told'),
  };
}
