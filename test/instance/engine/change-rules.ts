import { requireTable } from '../dictionary/dictionary.ts';
import { readRecord } from '../store/records.ts';
import { normalizeValue } from './normalize-value.ts';
import { type Rule, valueOf, type Row, type Session } from './session.ts';
import { templateValues } from './template-values.ts';

/** A standard change begins with the values of its template (observed in servicenow.itsm's tests). */
export const changeRules: readonly Rule[] = [
  {
    name: 'Apply standard change template',
    sysId: 'apply_standard_change_template',
    table: 'change_request',
    when: 'before',
    order: 5,
    operations: new Set(['insert']),
    filter: undefined,
    holds: (_session, row) => valueOf(row, 'std_change_producer_version') !== '',
    run: applyTemplate,
  },
];

/** What the caller gave stays. */
function applyTemplate(session: Session, row: Row): void {
  const { store } = session.engine;
  const dictionary = session.engine.dictionary();
  const versions = requireTable(dictionary, 'std_change_producer_version');
  const producers = requireTable(dictionary, 'std_change_record_producer');
  const version = readRecord(store, versions, valueOf(row, 'std_change_producer_version'));
  const producer = readRecord(store, producers, version?.['std_change_producer'] ?? '');
  for (const [name, value] of Object.entries(templateValues(producer?.['template_value'] ?? ''))) {
    const column = row.table.columns.get(name);
    if (column !== undefined && valueOf(row, name) === '')
      row.values[name] = normalizeValue(column, value);
  }
}
