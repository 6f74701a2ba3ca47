import { type Compilable, CompiledQuery, PostgresAdapter } from 'kysely';
import type { Db } from './schema.ts';
import { withoutNul } from './without-nul.ts';

export type Value = string | number | bigint | Uint8Array | null;

const MAX_TEXTS = 1000;
/** With thirty columns far from the 32,766 values that SQLite takes in a statement. */
const MOST_ROWS = 256;

/**
 * A query whose text Kysely writes once for each number of values: on the way of an alert, building it
 * anew took as long as asking it. At most one of the arguments may be a list, since the number of values
 * has to tell the text.
 * @param valuesOf in the order in which the text has them; what is not is noticed when the text is written
 */
export function rememberQuery<Args extends readonly unknown[], Row>(
  build: (db: Db, ...args: Args) => Compilable<Row>,
  valuesOf: (...args: Args) => readonly Value[],
): (db: Db, ...args: Args) => Promise<Row[]> {
  const textsOf = { sqlite: new Map<number, string>(), postgres: new Map<number, string>() };
  return async (db, ...args) => {
    const values = valuesOf(...args);
    const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
    const texts = textsOf[isPostgres ? 'postgres' : 'sqlite'];
    let text = texts.get(values.length);
    if (text === undefined) {
      text = writeText(build(db, ...args).compile(), values);
      if (texts.size < MAX_TEXTS) texts.set(values.length, text);
    }
    const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(text, values.map(toStorable)));
    return rows;
  };
}

/**
 * A statement that writes many rows, all of which have the same columns in the same order. It is asked
 * once for each power of two in their number, so that there are few texts to remember.
 */
export function rememberWrite<Row extends Record<keyof Row, Value>>(
  build: (db: Db, rows: readonly Row[]) => Compilable,
): (db: Db, rows: readonly Row[]) => Promise<void> {
  const write = rememberQuery(build, (rows: readonly Row[]) => {
    const values: Value[] = [];
    for (const row of rows) values.push(...Object.values<Value>(row));
    return values;
  });
  return async (db, rows) => {
    for (let start = 0; start < rows.length;) {
      const left = Math.min(rows.length - start, MOST_ROWS);
      const size = 2 ** Math.floor(Math.log2(left));
      await write(db, rows.slice(start, start + size));
      start += size;
    }
  };
}

function writeText({ sql, parameters }: CompiledQuery, values: readonly Value[]): string {
  const isInOrder =
    parameters.length === values.length &&
    values.every((value, index) => Object.is(toStorable(value), toStorable(parameters[index])));
  if (!isInOrder) throw new TypeError(`The values are not in the order of the query: ${sql}`);
  return sql;
}

/** What both stores can hold. */
export function toStorable<Given>(value: Given): Given | string {
  return typeof value === 'string' ? withoutNul(value) : value;
}
