import { DateTime } from 'luxon';
import {
  choiceLabel,
  isDateTime,
  isReference,
  type Column,
  type Table,
} from '../dictionary/dictionary.ts';
import { quoted, textOf } from '../store/database.ts';
import type { Engine } from './session.ts';

/** What a person sees for a stored value. */
export function displayOf(engine: Engine, column: Column, value: string, timeZone: string): string {
  if (value === '') return '';
  if (isReference(column)) return displayOfRecord(engine, column.reference, value);
  if (column.type === 'glide_list' && column.reference !== '') {
    return value
      .split(',')
      .map((id) => displayOfRecord(engine, column.reference, id))
      .join(', ');
  }
  if (column.type === 'boolean') return value === '1' || value === 'true' ? 'true' : 'false';
  if (isDateTime(column)) return toZone(value, zoneOf(engine, timeZone));
  if (column.type === 'glide_duration') return displayDuration(value);
  if (column.type.startsWith('password')) return '********';
  return (
    choiceLabel(column, value) ??
    (column.type === 'sys_class_name' ? classLabel(engine, value) : value)
  );
}

export function zoneOf(engine: Engine, timeZone: string): string {
  return timeZone !== '' ? timeZone : (engine.properties().get('glide.sys.default.tz') ?? 'UTC');
}

export function toZone(utc: string, zone: string): string {
  const time = DateTime.fromSQL(utc, { zone: 'utc' }).setZone(zone);
  return time.isValid ? time.toFormat('yyyy-MM-dd HH:mm:ss') : utc;
}

function fromZone(local: string, zone: string): string {
  const time = DateTime.fromSQL(local, { zone }).toUTC();
  return time.isValid ? time.toFormat('yyyy-MM-dd HH:mm:ss') : local;
}

export function displayOfRecord(engine: Engine, tableName: string, sysId: string): string {
  const table = engine.dictionary().find(tableName);
  if (table === undefined) return sysId;
  return displayInTable(engine, table, sysId);
}

function displayInTable(engine: Engine, table: Table, sysId: string): string {
  const column = table.columns.get(table.display);
  if (column === undefined || table.display === 'sys_id') return sysId;
  const row = engine.store
    .prepareRaw(`SELECT ${quoted(table.display)} FROM ${quoted(table.storage)} WHERE sys_id = ?`)
    .get(sysId);
  const value = textOf(row?.[0]);
  // A reference to a record that does not exist shows its id (sys_domain shows "global").
  return row === undefined ? sysId : displayOf(engine, column, value, '');
}

function classLabel(engine: Engine, name: string): string {
  return engine.dictionary().find(name)?.label ?? name;
}

/** Durations are stored as a moment after the epoch and shown in words. */
function displayDuration(value: string): string {
  const ms = DateTime.fromSQL(value, { zone: 'utc' }).toMillis();
  if (Number.isNaN(ms)) return value;
  const units: readonly (readonly [string, number])[] = [
    ['Day', 86_400_000],
    ['Hour', 3_600_000],
    ['Minute', 60_000],
    ['Second', 1000],
  ];
  let rest = ms;
  const words: string[] = [];
  for (const [name, length] of units) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) words.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return words.length === 0 ? '0 Seconds' : words.slice(0, 2).join(' ');
}

/** The stored value for what a person typed: a label, a name, a time in their zone. */
export function fromDisplay(engine: Engine, column: Column, text: string, zone: string): string {
  if (text === '') return '';
  if (isDateTime(column)) return fromZone(text, zone);
  const byLabel = column.choices.find(
    (choice) => choice.label.toLowerCase() === text.toLowerCase(),
  );
  if (byLabel !== undefined) return byLabel.value;
  return isReference(column) ? (findByDisplay(engine, column.reference, text) ?? text) : text;
}

function findByDisplay(engine: Engine, tableName: string, text: string): string | undefined {
  const table = engine.dictionary().find(tableName);
  if (table === undefined) return undefined;
  const row = engine.store
    .prepareRaw(`SELECT sys_id FROM ${quoted(table.storage)} WHERE ${quoted(table.display)} = ?`)
    .get(text);
  return row === undefined ? undefined : textOf(row[0]);
}
