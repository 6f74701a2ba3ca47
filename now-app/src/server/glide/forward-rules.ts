import { GlideRecord, gs } from '@servicenow/glide';
import { properties, tables } from '../names.ts';
import { readColumn } from './record.ts';

export interface ForwardRule {
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
  const rows = new GlideRecord(rule.table);
  if (!rows.isValid()) return false;
  if (rule.filter !== '') {
    if (!rows.isValidEncodedQuery(rule.filter)) return false;
    rows.addEncodedQuery(rule.filter);
  }
  rows.addQuery('sys_id', sysId);
  rows.setLimit(1);
  rows.query();
  return rows.next() && rows.getUniqueValue() === sysId;
}

export function noteTablesWithRules(): void {
  const rows = activeRules();
  const names: string[] = [];
  while (rows.next()) {
    const name = readColumn(rows, 'table');
    if (!names.includes(name)) names.push(name);
  }
  const known = names.join(',');
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
