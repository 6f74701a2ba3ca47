import { GlideRecord } from '@servicenow/glide';
import type { JournalState, WriteSnapshot } from '../domain/change-event.ts';
import { toIsoTime } from '../domain/times.ts';
import {
  compareWithTold,
  nothingTold,
  toTold,
  type JournalRow,
  type Told,
} from '../domain/told.ts';
import { columns } from '../names.ts';
import { toActor } from './people.ts';
import { readColumn } from './record.ts';
import { describeRecord, presentColumns, presentJournals } from './snapshot.ts';
import { toText } from './text.ts';

export interface LaterSnapshot {
  readonly snapshot: WriteSnapshot;
  /** To be kept once the snapshot lies in the outbox. */
  readonly told: Told;
}

/** What an async rule can tell: how the record stands now, against what was told last. */
export function takeLaterSnapshot(record: GlideRecord, told: Told | undefined): LaterSnapshot {
  const before = told ?? nothingTold;
  const journal = readJournalSince(record, before);
  const untold = journal.filter((entry) => !before.journalIds.includes(entry.id));
  const originStamp = readColumn(record, columns.origin);
  const described = describeRecord(record);
  const snapshot: WriteSnapshot = {
    ...described,
    operation: told === undefined && described.record.sys_mod_count === 0 ? 'insert' : 'update',
    columns: compareWithTold(
      presentColumns(record).map((name) => ({
        name,
        new: readColumn(record, name),
        display: toText(record.getDisplayValue(name)),
      })),
      told,
    ),
    journal: untold.map((entry) => entry.state),
    attachments: [],
    // The job runs as the system, so the record says who wrote last.
    actor: toActor(readColumn(record, 'sys_updated_by')),
    originStamp: originStamp === before.originStamp ? null : originStamp,
  };
  return { snapshot, told: toTold(snapshot, originStamp, journal, before) };
}

interface JournalEntryRead extends JournalRow {
  readonly state: JournalState;
}

/** Told ones among them, so that they stay known. */
function readJournalSince(record: GlideRecord, told: Told): readonly JournalEntryRead[] {
  const elements = presentJournals(record);
  const rows = new GlideRecord('sys_journal_field');
  rows.addQuery('element_id', record.getUniqueValue());
  if (told.journalFrom !== '') rows.addQuery('sys_created_on', '>=', told.journalFrom);
  rows.orderBy('sys_created_on');
  rows.query();
  const entries: JournalEntryRead[] = [];
  while (rows.next()) {
    const element = elements.find((name) => name === readColumn(rows, 'element'));
    const id = rows.getUniqueValue();
    if (element === undefined) continue;
    if (readColumn(rows, 'element_id') !== record.getUniqueValue()) continue;
    entries.push({ id, at: readColumn(rows, 'sys_created_on'), state: toState(rows, element) });
  }
  return entries;
}

function toState(row: GlideRecord, element: JournalState['element']): JournalState {
  return {
    element,
    text: readColumn(row, 'value'),
    by: readColumn(row, 'sys_created_by'),
    entry: {
      id: row.getUniqueValue(),
      author: toActor(readColumn(row, 'sys_created_by')).name,
      at: toIsoTime(readColumn(row, 'sys_created_on')),
    },
  };
}
