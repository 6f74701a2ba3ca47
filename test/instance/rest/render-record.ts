import type { Access } from '../acl/access.ts';
import {
  isDateTime,
  isJournal,
  isReference,
  type Column,
  type Table,
} from '../dictionary/dictionary.ts';
import { displayOf } from '../engine/display.ts';
import { rowFrom, valueOf, type Row, type Session } from '../engine/session.ts';
import { renderJournal } from '../glide/journal-text.ts';
import { readRecord } from '../store/records.ts';

export interface RenderOptions {
  readonly display: 'false' | 'true' | 'all';
  readonly excludeLinks: boolean;
  /** Dot-walked names included; absent means every column. */
  readonly fields: readonly string[] | undefined;
  readonly origin: string;
}

type Cell = string | Readonly<Record<string, string>>;

/** A record as the Table API shows it: servicenow-platform.md section 1, "value shapes". */
export function renderRecord(
  session: Session,
  access: Access,
  row: Row,
  options: RenderOptions,
): Record<string, Cell> {
  const rendered: Record<string, Cell> = {};
  const names = options.fields ?? row.table.columns.keys();
  for (const name of names) {
    const found = resolve(session, access, row, name);
    if (found !== undefined) rendered[name] = renderCell(session, found.row, found.column, options);
  }
  return rendered;
}

interface Found {
  readonly row: Row;
  readonly column: Column;
}

/** Fields that may not be read are left out; so are fields that do not exist. */
function resolve(session: Session, access: Access, row: Row, path: string): Found | undefined {
  const dot = path.indexOf('.');
  const name = dot === -1 ? path : path.slice(0, dot);
  const column = row.table.columns.get(name);
  if (column === undefined || !access.mayUseField(session, row.table, column, 'read', row))
    return undefined;
  if (dot === -1) return { row, column };
  if (!isReference(column)) return undefined;
  const target = session.engine.dictionary().find(column.reference);
  if (target === undefined) return undefined;
  const next = rowFrom(target, readReferred(session, target, valueOf(row, name)));
  return resolve(session, access, next, path.slice(dot + 1));
}

function readReferred(session: Session, target: Table, sysId: string): Record<string, string> {
  return sysId === '' ? {} : (readRecord(session.engine.store, target, sysId) ?? {});
}

function renderCell(session: Session, row: Row, column: Column, options: RenderOptions): Cell {
  const value = rawValue(row, column);
  if (options.display === 'false') return renderRaw(column, value, options);
  const display = displayValue(session, row, column);
  if (options.display === 'true') {
    if (!isReference(column) || options.excludeLinks || value === '') return display;
    return { display_value: display, ...linkTo(column, value, options) };
  }
  if (!isReference(column) || options.excludeLinks || value === '')
    return { display_value: display, value };
  return { display_value: display, ...linkTo(column, value, options), value };
}

function renderRaw(column: Column, value: string, options: RenderOptions): Cell {
  if (!isReference(column) || value === '' || options.excludeLinks) return value;
  return { ...linkTo(column, value, options), value };
}

/** Booleans leave the instance as words, passwords not at all, journals as empty text. */
function rawValue(row: Row, column: Column): string {
  if (isJournal(column) || column.type.startsWith('password')) return '';
  const value = valueOf(row, column.name);
  if (column.type !== 'boolean') return value;
  if (value === '') return '';
  return value === '1' ? 'true' : 'false';
}

function displayValue(session: Session, row: Row, column: Column): string {
  const { engine, user } = session;
  if (isJournal(column)) return renderJournal(engine, row, column.name, user.timeZone);
  const display = displayOf(engine, column, valueOf(row, column.name), user.timeZone);
  return isDateTime(column) || display !== '' ? display : '';
}

/** The link names the referenced table of the dictionary, not the class of the record. */
function linkTo(
  column: Column,
  value: string,
  options: RenderOptions,
): Readonly<Record<string, string>> {
  const table = column.type === 'domain_id' ? 'sys_user_group' : column.reference;
  return Object.fromEntries([['link', `${options.origin}/api/now/table/${table}/${value}`]]);
}
