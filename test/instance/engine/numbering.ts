import type { Table } from '../dictionary/dictionary.ts';
import { textOf, type Store } from '../store/database.ts';

/**
 * The next number of a table. Taken in a write of its own before the rules run, because rules see the number;
 * an aborted insert therefore leaves a gap, as on the platform.
 */
export function takeNumber(store: Store, table: Table): string {
  if (table.numberPrefix === '') return '';
  const number = store.write(() => {
    const row = store
      .prepare('UPDATE _counter SET number = number + 1 WHERE name = ? RETURNING number')
      .get(table.name);
    return row === undefined ? firstNumber(store, table) : Number(row['number']);
  });
  return `${table.numberPrefix}${String(number).padStart(table.numberDigits, '0')}`;
}

function firstNumber(store: Store, table: Table): number {
  const row = store.prepare('SELECT number FROM sys_number WHERE category = ?').get(table.name);
  const number = Number(textOf(row?.['number']) || '1000') + 1;
  store.prepare('INSERT INTO _counter (name, number) VALUES (?, ?)').run(table.name, number);
  return number;
}
