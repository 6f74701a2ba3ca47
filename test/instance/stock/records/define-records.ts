import type { StockRecord } from '../model.ts';
import { stockId } from '../stock-id.ts';

export function record(
  table: string,
  sys_id: string,
  values: Readonly<Record<string, string>>,
): StockRecord {
  return { table, sys_id, values };
}

/** A record whose real sys_id nobody publishes: its id follows from what it is called. */
export function keyedRecord(
  table: string,
  key: string,
  values: Readonly<Record<string, string>>,
): StockRecord {
  return record(table, stockId(table, key), values);
}

export function roleId(roles: readonly { name: string; sys_id: string }[], name: string): string {
  const found = roles.find((role) => role.name === name);
  if (found === undefined) throw new Error(`No stock role ${name}`);
  return found.sys_id;
}

/** A task with both of its number columns. */
export function task(
  table: string,
  number: string,
  id: string,
  values: Readonly<Record<string, string>>,
): StockRecord {
  return record(table, id, { number, task_effective_number: number, ...values });
}
