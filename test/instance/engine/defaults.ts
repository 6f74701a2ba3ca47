import type { Column } from '../dictionary/dictionary.ts';
import { formatUtc } from '../query/date-operators.ts';
import { newSysId } from './ids.ts';
import { takeNumber } from './numbering.ts';
import { valueOf, type Row, type Session } from './session.ts';

/** Fills what the caller left empty: default values, the number, the id, the class. */
export function applyDefaults(session: Session, row: Row): void {
  for (const column of row.table.columns.values()) {
    if (column.defaultValue === '' || valueOf(row, column.name) !== '') continue;
    const value = defaultOf(session, row, column);
    if (value !== '') row.values[column.name] = value;
  }
  if (valueOf(row, 'sys_id') === '') row.values['sys_id'] = newSysId();
  if (row.table.columns.has('sys_class_name')) row.values['sys_class_name'] = row.table.name;
  if (row.table.columns.has('number') && valueOf(row, 'number') === '') {
    row.values['number'] = takeNumber(session.engine.store, row.table);
  }
}

function defaultOf(session: Session, row: Row, column: Column): string {
  const text = column.defaultValue;
  if (!text.startsWith('javascript:')) return toStoredDefault(column, text);
  const script = text.slice('javascript:'.length);
  if (/getNextObjNumberPadded|getNextNumber/.test(script))
    return takeNumber(session.engine.store, row.table);
  if (/gs\.getUserID\(\)/.test(script)) return session.user.sysId;
  if (/gs\.nowDateTime|gs\.now\(|new GlideDateTime\(\)/.test(script))
    return formatUtc(session.engine.shared.nowMs());
  return session.engine.scripts.evaluateExpression(session, script);
}

function toStoredDefault(column: Column, text: string): string {
  if (column.type !== 'boolean') return text;
  return text === 'true' || text === '1' ? '1' : '0';
}

/** Who and when. The platform sets these itself unless the caller already did. */
export function stampCreated(session: Session, row: Row): void {
  const now = formatUtc(session.engine.shared.nowMs());
  const set = (name: string, value: string): void => {
    if (row.table.columns.has(name) && valueOf(row, name) === '') row.values[name] = value;
  };
  set('sys_created_on', now);
  set('sys_created_by', session.user.userName);
  set('sys_updated_on', now);
  set('sys_updated_by', session.user.userName);
  set('sys_mod_count', '0');
  set('sys_domain', 'global');
  set('sys_domain_path', '/');
}

export function stampUpdated(session: Session, row: Row): void {
  if (row.table.columns.has('sys_updated_on')) {
    row.values['sys_updated_on'] = formatUtc(session.engine.shared.nowMs());
    row.values['sys_updated_by'] = session.user.userName;
  }
  if (row.table.columns.has('sys_mod_count')) {
    row.values['sys_mod_count'] = String(Number(row.stored?.['sys_mod_count'] ?? '0') + 1);
  }
}
