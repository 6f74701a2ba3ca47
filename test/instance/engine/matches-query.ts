import {
  isNumeric,
  isReference,
  type Column,
  type Dictionary,
  type Table,
} from '../dictionary/dictionary.ts';
import type { Condition, EncodedQuery } from '../query/parse-encoded-query.ts';
import { isTruthy } from '../query/operators.ts';
import { readRecord } from '../store/records.ts';
import type { Store } from '../store/database.ts';
import type { Values } from '../store/rows.ts';
import type { Session } from './session.ts';

/** A record that is not in the database yet, and what it was before. */
export interface Subject {
  readonly table: Table;
  readonly values: Values;
  readonly stored: Values | undefined;
}

export interface QueryReader {
  readonly store: Store;
  dictionary(): Dictionary;
  /** `javascript:gs.getUserID()` and the like; other values come back as they are. */
  evaluate(value: string): string;
}

/** Whether a record in memory matches an encoded query, `CHANGES…` operators included. */
export function matchesQuery(reader: QueryReader, query: EncodedQuery, subject: Subject): boolean {
  if (query.alternatives.length === 0) return true;
  return query.alternatives.some((all) =>
    all.every((any) => any.some((condition) => matchesCondition(reader, condition, subject))),
  );
}

interface Operand {
  readonly column: Column;
  readonly now: string;
  readonly before: string;
  readonly isNew: boolean;
}

type Test = (operand: Operand, value: string) => boolean;

const tests: Readonly<Record<string, Test>> = {
  '=': (operand, value) => isSame(operand, operand.now, value),
  '!=': (operand, value) => !isSame(operand, operand.now, value),
  '<': (operand, value) => operand.now !== '' && order(operand, value) < 0,
  '>': (operand, value) => operand.now !== '' && order(operand, value) > 0,
  '<=': (operand, value) => operand.now !== '' && order(operand, value) <= 0,
  '>=': (operand, value) => operand.now !== '' && order(operand, value) >= 0,
  LIKE: includes,
  '*': includes,
  CONTAINS: includes,
  'NOT LIKE': (operand, value) => !includes(operand, value),
  NOTLIKE: (operand, value) => !includes(operand, value),
  'DOES NOT CONTAIN': (operand, value) => !includes(operand, value),
  STARTSWITH: (operand, value) => operand.now.toLowerCase().startsWith(value.toLowerCase()),
  ENDSWITH: (operand, value) => operand.now.toLowerCase().endsWith(value.toLowerCase()),
  IN: (operand, value) =>
    value.split(',').some((part) => isSame(operand, operand.now, part.trim())),
  'NOT IN': (operand, value) =>
    !value.split(',').some((part) => isSame(operand, operand.now, part.trim())),
  NOTIN: (operand, value) =>
    !value.split(',').some((part) => isSame(operand, operand.now, part.trim())),
  ISEMPTY: (operand) => operand.now === '',
  ISNOTEMPTY: (operand) => operand.now !== '',
  EMPTYSTRING: (operand) => operand.now === '',
  ANYTHING: () => true,
  BETWEEN: (operand, value) => {
    const [low = '', high = ''] = value.split('@');
    return order(operand, low) >= 0 && order(operand, high) <= 0;
  },
  CHANGES: (operand) => operand.now !== operand.before,
  VALCHANGES: (operand) => operand.now !== operand.before,
  CHANGESTO: (operand, value) =>
    operand.now !== operand.before && isSame(operand, operand.now, value),
  CHANGESFROM: (operand, value) =>
    !operand.isNew && operand.now !== operand.before && isSame(operand, operand.before, value),
};

function matchesCondition(reader: QueryReader, condition: Condition, subject: Subject): boolean {
  const operand = resolve(reader, condition.field, subject);
  if (operand === undefined) return true;
  return tests[condition.operator]?.(operand, reader.evaluate(condition.value)) ?? false;
}

/** Follows a dot-walked path; an unknown field drops its condition, as in a query. */
function resolve(reader: QueryReader, path: string, subject: Subject): Operand | undefined {
  const [name = '', ...rest] = path.split('.');
  const column = subject.table.columns.get(name);
  if (column === undefined) return undefined;
  const now = subject.values[name] ?? '';
  if (rest.length === 0) {
    return {
      column,
      now,
      before: subject.stored?.[name] ?? '',
      isNew: subject.stored === undefined,
    };
  }
  const target = isReference(column) ? reader.dictionary().find(column.reference) : undefined;
  if (target === undefined) return undefined;
  const values = readRecord(reader.store, target, now) ?? {};
  return resolve(reader, rest.join('.'), { table: target, values, stored: values });
}

function isSame(operand: Operand, own: string, value: string): boolean {
  if (operand.column.type === 'boolean') return isTruthy(own) === isTruthy(value);
  return own.toLowerCase() === value.toLowerCase();
}

function order(operand: Operand, value: string): number {
  if (isNumeric(operand.column)) return Number(operand.now) - Number(value);
  if (operand.now === value) return 0;
  return operand.now < value ? -1 : 1;
}

function includes(operand: Operand, value: string): boolean {
  return operand.now.toLowerCase().includes(value.toLowerCase());
}

export function readerFor(session: Session): QueryReader {
  const { engine } = session;
  return {
    store: engine.store,
    dictionary: () => engine.dictionary(),
    evaluate: (value) =>
      value.startsWith('javascript:')
        ? engine.scripts.evaluateExpression(session, value.slice('javascript:'.length))
        : value,
  };
}
