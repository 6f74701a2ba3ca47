import { isDateTime, isNumeric, type Column } from '../dictionary/dictionary.ts';

/** The stored form of a value that somebody set: booleans as 1 and 0, text cut to its column. */
export function normalizeValue(column: Column, text: string): string {
  if (column.type === 'boolean') return normalizeBoolean(text);
  if (isNumeric(column)) return normalizeNumber(column, text);
  if (column.type === 'glide_date') return text.slice(0, 10);
  if (isDateTime(column)) return normalizeMoment(text);
  if (isCut(column) && text.length > column.maxLength) return text.slice(0, column.maxLength);
  return text;
}

function normalizeBoolean(text: string): string {
  if (text === '') return '';
  return text === 'true' || text === '1' || text === 'yes' || text === 'on' ? '1' : '0';
}

/** ISO 8601 is understood too, and a day is its midnight (both observed in servicenow.itsm's tests). */
function normalizeMoment(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text} 00:00:00`;
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z?$/.exec(text) ?? [];
  return day === undefined || time === undefined ? text : `${day} ${time}`;
}

function normalizeNumber(column: Column, text: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || Number.isNaN(Number(trimmed))) return '';
  return column.type === 'integer' || column.type === 'longint'
    ? String(Math.trunc(Number(trimmed)))
    : trimmed;
}

const cutTypes = new Set([
  'string',
  'choice',
  'url',
  'email',
  'ph_number',
  'string_full_utf8',
  'translated_text',
]);

/** The widest that is a varchar in the database; beyond, a column takes megabytes whatever its length (KB0685779). */
const widestCut = 255;

function isCut(column: Column): boolean {
  return cutTypes.has(column.type) && column.maxLength > 0 && column.maxLength <= widestCut;
}
