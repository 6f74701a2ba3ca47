import type { FieldExpression, QueryScope } from './query-scope.ts';
import type { Condition } from './parse-encoded-query.ts';

/** `ON`, `NOTON`, `RELATIVE…`, `MORETHAN`, `LESSTHAN`, `DATEPART`, `DYNAMIC` on dates; undefined for the rest. */
export function compileDateCondition(
  scope: QueryScope,
  field: FieldExpression,
  condition: Condition,
): string | undefined {
  const { operator, value } = condition;
  if (operator === 'ON' || operator === 'NOTON')
    return onDay(scope, field, value, operator === 'NOTON');
  if (operator.startsWith('RELATIVE')) return relative(scope, field, operator, value);
  if (operator === 'MORETHAN' || operator === 'LESSTHAN')
    return distance(scope, field, operator, value);
  if (operator === 'DATEPART') return datePart(scope, field, value);
  if (operator === 'DYNAMIC') return `${field.sql} = ${scope.bind(value)}`;
  return undefined;
}

/** `Today@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()`: the scripts are evaluated before. */
function onDay(scope: QueryScope, field: FieldExpression, value: string, negate: boolean): string {
  const [first = '', start = '', end = ''] = value.split('@');
  const from = start === '' ? `${first.slice(0, 10)} 00:00:00` : start;
  const to = end === '' ? `${(start === '' ? first : start).slice(0, 10)} 23:59:59` : end;
  const inside = `${field.sql} BETWEEN ${scope.bind(from)} AND ${scope.bind(to)}`;
  return negate ? `(${field.sql} IS NULL OR NOT (${inside}))` : `(${inside})`;
}

const unitMs: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  dayofweek: 86_400_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_592_000_000,
  quarter: 7_776_000_000,
  year: 31_536_000_000,
};

const comparisons: Readonly<Record<string, string>> = {
  RELATIVEGT: '>',
  RELATIVEGE: '>=',
  RELATIVELT: '<',
  RELATIVELE: '<=',
  RELATIVEEE: '=',
};

/** `@hour@ago@1`: later than one hour ago. */
function relative(
  scope: QueryScope,
  field: FieldExpression,
  operator: string,
  value: string,
): string {
  const [unit = '', direction = '', amount = '0'] = value.replace(/^@/, '').split('@');
  const offset = (unitMs[unit] ?? 86_400_000) * Number(amount) * (direction === 'ahead' ? 1 : -1);
  return `${field.sql} ${comparisons[operator] ?? '='} ${scope.bind(formatUtc(scope.nowMs + offset))}`;
}

/** `otherField@hour@after@2`: more than two hours after the other field. */
function distance(
  scope: QueryScope,
  field: FieldExpression,
  operator: string,
  value: string,
): string {
  const [otherPath = '', unit = '', direction = '', amount = '0'] = value.split('@');
  const other = scope.field(otherPath);
  if (other === undefined) return '0 = 1';
  const seconds = ((unitMs[unit] ?? 86_400_000) / 1000) * Number(amount);
  const apart = `(unixepoch(${field.sql}) - unixepoch(${other.sql})) * ${direction === 'before' ? -1 : 1}`;
  return `${apart} ${operator === 'MORETHAN' ? '>' : '<'} ${scope.bind(seconds)}`;
}

const parts: Readonly<Record<string, string>> = {
  year: '%Y',
  month: '%m',
  dayofweek: '%w',
  hour: '%H',
  week: '%W',
};

const partComparisons: Readonly<Record<string, string>> = {
  EE: '=',
  GT: '>',
  GE: '>=',
  LT: '<',
  LE: '<=',
};

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** `Monday@javascript:gs.datePart('dayofweek','monday','EE')`; the last argument is the comparison. */
function datePart(scope: QueryScope, field: FieldExpression, value: string): string {
  const [, part = '', wanted = '', comparison = 'EE'] =
    /gs\.datePart\('(\w+)',\s*'(\w+)'(?:,\s*'(\w+)')?/.exec(value) ?? [];
  const format = parts[part];
  const operator = partComparisons[comparison];
  if (format === undefined || operator === undefined) return '0 = 1';
  const number = `CAST(strftime('${format}', ${field.sql}) AS INTEGER)`;
  return `${number} ${operator} ${scope.bind(numberOfPart(part, wanted.toLowerCase()))}`;
}

function numberOfPart(part: string, wanted: string): number {
  if (part === 'dayofweek') return days.indexOf(wanted);
  return part === 'month' && months.includes(wanted) ? months.indexOf(wanted) + 1 : Number(wanted);
}

export function formatUtc(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
