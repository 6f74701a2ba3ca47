import { GlideRecord, gs } from '@servicenow/glide';
import { properties, tables } from '../names.ts';
import { readColumn } from './record.ts';

export interface ForwardRule {
  readonly name: string;
  readonly table: string;
  readonly filter: string;
  readonly connectionId: string;
  readonly source: string;
  readonly onInsert: boolean;
  readonly onUpdate: boolean;
}

export function hasForwardRules(): boolean {
  return gs.getProperty(properties.forwardedTables, '') !== '';
}

export function listForwardRules(): readonly ForwardRule[] {
  const rows = activeRules();
  const rules: ForwardRule[] = [];
  while (rows.next()) {
    rules.push({
      name: readColumn(rows, 'name'),
      table: readColumn(rows, 'table'),
      filter: readColumn(rows, 'filter'),
      connectionId: readColumn(rows, 'connection'),
      source: readColumn(rows, 'source'),
      onInsert: readColumn(rows, 'on_insert') === 'true',
      onUpdate: readColumn(rows, 'on_update') === 'true',
    });
  }
  return rules;
}

/**
 * Asks the database: the record is written already, and a row of the rule's table answers whether it
 * is of that class as well. A condition that became invalid matches nothing, instead of everything.
 */
export function matches(rule: ForwardRule, sysId: string): boolean {
  try {
    return finds(rule, sysId);
  } catch (error) {
    // One rule must not keep the others from telling: a missing privilege throws.
    gs.error(
      `Alert Relay: the forward rule ${rule.name} cannot look at the table ${rule.table}. ` +
        `Add a cross-scope privilege: application Alert Relay, operation Read, target ${rule.table}. (${String(error)})`,
    );
    return false;
  }
}

/** What is added to a query holds for one of its alternatives alone, so each is asked by itself. */
function finds({ table, filter }: ForwardRule, sysId: string): boolean {
  const rows = new GlideRecord(table);
  if (!rows.isValid()) return false;
  if (filter === '') return findsIn(rows, '', sysId);
  if (!rows.isValidEncodedQuery(filter)) return false;
  return filter
    .split('^NQ')
    .some((part) => part !== '' && findsIn(new GlideRecord(table), part, sysId));
}

function findsIn(rows: GlideRecord, filter: string, sysId: string): boolean {
  if (filter !== '') rows.addEncodedQuery(filter);
  rows.addQuery('sys_id', sysId);
  rows.setLimit(1);
  rows.query();
  return rows.next() && rows.getUniqueValue() === sysId;
}

/** The tables that active rules look at. */
export function ruleTables(): readonly string[] {
  return [...new Set(listForwardRules().map((rule) => rule.table))];
}

export function noteTablesWithRules(): void {
  const known = ruleTables().join(',');
  if (gs.getProperty(properties.forwardedTables, '') !== known) {
    gs.setProperty(properties.forwardedTables, known);
  }
}

function activeRules(): GlideRecord {
  const rows = new GlideRecord(tables.forwardRule);
  rows.addQuery('active', true);
  rows.orderBy('name');
  rows.query();
  return rows;
}
