import { formatUtc } from '../query/date-operators.ts';
import { insertRow } from '../store/records.ts';
import { newSysId } from './ids.ts';
import { valueOf, type Row, type Session } from './session.ts';

/**
 * What is deleted leaves a row in sys_audit_delete, by the table that the record was of; system tables
 * are left out unless glide.ui.audit_deleted_tables names them.
 */
export function noteDeleted(session: Session, row: Row): void {
  const table = session.engine.dictionary().find('sys_audit_delete');
  if (table === undefined || row.table.name.startsWith('sys_')) return;
  insertRow(session.engine.store, table, {
    sys_id: newSysId(),
    tablename: row.table.name,
    documentkey: valueOf(row, 'sys_id'),
    display_value: valueOf(row, 'number'),
    sys_created_on: formatUtc(session.engine.shared.nowMs()),
    sys_created_by: session.user.userName,
  });
}
