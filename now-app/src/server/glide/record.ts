import { GlideDateTime, GlideRecord } from '@servicenow/glide';
import { isScript } from '../domain/checks.ts';
import { toText } from './text.ts';

/**
 * The stored value as the Table API shows it. `getValue` would say 1 and 0 for booleans and null for
 * empty; the text of the element says true, false and nothing.
 */
export function readColumn(record: GlideRecord, column: string): string {
  if (!record.isValidField(column)) return '';
  const element = record.getElement(column);
  return toText(element.toString());
}

export function readNumber(record: GlideRecord, column: string): number {
  return Number(toText(record.getValue(column))) || 0;
}

/** The one row with this value, or undefined. */
export function findBy(table: string, column: string, value: string): GlideRecord | undefined {
  if (isScript(value)) return undefined;
  const record = new GlideRecord(table);
  record.addQuery(column, value);
  record.setLimit(1);
  record.query();
  // A clause that Glide cannot read is dropped, and then the first row of the table comes back.
  return record.next() && record.getValue(column) === value ? record : undefined;
}

/** What ServiceNow says about a write that it refused, to end a sentence of the log with. */
export function asReason(record: GlideRecord): string {
  const message = toText(record.getLastErrorMessage()).trim();
  return message === '' ? '' : ` (${message})`;
}

export function now(): string {
  return new GlideDateTime().getValue();
}

export function inSeconds(seconds: number): string {
  const time = new GlideDateTime();
  time.addSeconds(seconds);
  return time.getValue();
}

export function ageSeconds(since: string): number {
  const then = new GlideDateTime(since).getNumericValue();
  return (new GlideDateTime().getNumericValue() - then) / 1000;
}
