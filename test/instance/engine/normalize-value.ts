import { isNumeric, type Column } from '../dictionary/dictionary.ts';

/** The stored form of a value that somebody set: booleans as 1 and 0, text cut to its column (assumed). */
export function normalizeValue(column: Column, text: string): string {
  if (column.type === 'boolean') return normalizeBoolean(text);
  if (isNumeric(column)) return normalizeNumber(column, text);
  if (column.type === 'glide_date') return text.slice(0, 10);
  if (isCut(column) && text.length > column.maxLength) return text.slice(0, column.maxLength);
  return text;
}

function normalizeBoolean(text: string): string {
  if (text === '') return '';
  return text === 'true' || text === '1' || text === 'yes' || text === 'on' ? '1' : '0';
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

function isCut(column: Column): boolean {
  return cutTypes.has(column.type) && column.maxLength > 0;
}
