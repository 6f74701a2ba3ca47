import { storedValueOf, valueOf, type Engine, type Row } from './session.ts';

/** The data lookup engine: impact and urgency decide the priority, whatever the caller sent. */
export function lookUpPriority(engine: Engine, row: Row): void {
  if (!lookupTables.some((table) => row.table.lineage.includes(table))) return;
  const impact = valueOf(row, 'impact');
  const urgency = valueOf(row, 'urgency');
  const isNew = row.stored === undefined;
  const touched = ['impact', 'urgency', 'priority'].some(
    (name) => valueOf(row, name) !== storedValueOf(row, name),
  );
  if (!isNew && !touched) return;
  const priority = engine.priorityRules().get(`${impact}/${urgency}`);
  if (priority !== undefined) row.values['priority'] = priority;
}

/** Stock lookup rules exist for these tables (dl_definition "Priority Lookup"; problem assumed alike). */
const lookupTables = ['incident', 'problem'];
