import { toZone, zoneOf } from '../engine/display.ts';
import { valueOf, type Engine, type Row } from '../engine/session.ts';
import { textOf } from '../store/database.ts';

const titles: Readonly<Record<string, string>> = {
  work_notes: 'Work notes',
  comments: 'Additional comments',
};

/** Entries newest first: `2024-03-24 02:10:35 - ServiceNow API (Work notes)\ntext`. */
export function readJournal(engine: Engine, row: Row, element: string, timeZone: string): string[] {
  const elements = element === 'comments_and_work_notes' ? ['comments', 'work_notes'] : [element];
  const entries = engine.store
    .prepare(
      `SELECT j.element AS element, j.value AS value, j.sys_created_on AS at, coalesce(u.name, j.sys_created_by) AS who
         FROM sys_journal_field j LEFT JOIN sys_user u ON u.user_name = j.sys_created_by
        WHERE j.element_id = ? AND j.element IN (${elements.map(() => '?').join(', ')})
        ORDER BY j.sys_created_on DESC, j.rowid DESC`,
    )
    .all(valueOf(row, 'sys_id'), ...elements);
  const zone = zoneOf(engine, timeZone);
  return entries.map((entry) => {
    const title = titles[textOf(entry['element'])] ?? textOf(entry['element']);
    return `${toZone(textOf(entry['at']), zone)} - ${textOf(entry['who'])} (${title})\n${textOf(entry['value'])}`;
  });
}

export function renderJournal(engine: Engine, row: Row, element: string, timeZone: string): string {
  const entries = readJournal(engine, row, element, timeZone);
  return entries.length === 0 ? '' : `${entries.join('\n\n')}\n\n`;
}
