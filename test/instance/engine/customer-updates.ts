import { requireTable, type Table } from '../dictionary/dictionary.ts';
import { formatUtc } from '../query/date-operators.ts';
import { textOf, type Store } from '../store/database.ts';
import { insertRow } from '../store/records.ts';
import type { Values } from '../store/rows.ts';
import { newSysId } from './ids.ts';
import type { Operation, Row, Session } from './session.ts';

/**
 * What somebody changes of an application file is kept as a customer update, and each of its versions with the one
 * before it: an upgrade leaves such files alone (t_OverwriteCustomizsDuringUpgrades, uc-resolve-skipped-update).
 * Which update set an API call writes to is not documented: the default one (assumed).
 */
export function trackCustomization(session: Session, row: Row, operation: Operation): void {
  if (!row.table.lineage.includes('sys_metadata')) return;
  const { store } = session.engine;
  const values = operation === 'delete' ? (row.stored ?? {}) : row.values;
  const name = updateNameOf(row.table.name, values);
  const action = operation === 'delete' ? 'DELETE' : 'INSERT_OR_UPDATE';
  const common = {
    name,
    action,
    type: row.table.label,
    payload: payloadOf(row.table, values, action),
  };
  keepVersions(session, row, common);
  store.prepare(`DELETE FROM sys_update_xml WHERE ${LOCAL} AND name = ?`).run(name);
  insert(session, 'sys_update_xml', {
    ...common,
    target_name: values[row.table.display] ?? '',
    table: row.table.name,
    category: 'customer',
    update_set: defaultUpdateSet(store),
    application: values['sys_scope'] ?? 'global',
    replace_on_upgrade: '0',
  });
}

/** Customer updates of this instance, not those that a retrieved update set brings. */
const LOCAL = `coalesce(remote_update_set, '') = '' AND category = 'customer'`;

/** The name under which update sets and upgrades know a file: that of its file in a package. */
export function updateNameOf(table: string, values: Values): string {
  const given = values['sys_update_name'] ?? '';
  if (given !== '') return given;
  if (table === 'sys_dictionary')
    return `sys_dictionary_${values['name'] ?? ''}_${values['element'] ?? 'null'}`;
  if (table === 'sys_choice')
    return `sys_choice_${values['name'] ?? ''}_${values['element'] ?? ''}`;
  return `${table}_${values['sys_id'] ?? ''}`;
}

/** Names of the files that an upgrade must leave alone: not those marked "Replace on upgrade". */
export function customizedNames(store: Store): ReadonlySet<string> {
  const rows = store
    .prepare(
      `SELECT name FROM sys_update_xml WHERE ${LOCAL} AND coalesce(replace_on_upgrade, '0') <> '1'`,
    )
    .all();
  return new Set(rows.map((row) => textOf(row['name'])));
}

/** The file as the base system had it before the first change; undefined for a file that was made here. */
export function basePayloadOf(store: Store, name: string): string | undefined {
  const row = store
    .prepare(
      `SELECT payload FROM sys_update_version WHERE name = ? AND source_table = 'sys_upgrade_history' ORDER BY rowid DESC`,
    )
    .get(name);
  return row === undefined ? undefined : textOf(row['payload']);
}

/** After its replacement a file counts as customized again only when somebody changes it again (assumed). */
export function forgetCustomization(store: Store, name: string): void {
  store.prepare(`DELETE FROM sys_update_xml WHERE ${LOCAL} AND name = ?`).run(name);
  store.prepare('DELETE FROM sys_update_version WHERE name = ?').run(name);
}

/** The first change also keeps what the file was before: the version of the base system. */
function keepVersions(session: Session, row: Row, current: Values): void {
  const { store } = session.engine;
  const name = current['name'] ?? '';
  const known = store.prepare('SELECT 1 FROM sys_update_version WHERE name = ?').get(name);
  if (known === undefined && row.stored !== undefined) {
    insert(session, 'sys_update_version', {
      ...current,
      action: 'INSERT_OR_UPDATE',
      payload: payloadOf(row.table, row.stored, 'INSERT_OR_UPDATE'),
      state: 'previous',
      source_table: 'sys_upgrade_history',
    });
  }
  store
    .prepare(
      `UPDATE sys_update_version SET state = 'previous' WHERE name = ? AND state = 'current'`,
    )
    .run(name);
  insert(session, 'sys_update_version', {
    ...current,
    state: 'current',
    source_table: 'sys_update_set',
    source: defaultUpdateSet(store),
  });
}

function insert(session: Session, name: string, values: Values): void {
  const table = requireTable(session.engine.dictionary(), name);
  const now = formatUtc(session.engine.shared.nowMs());
  insertRow(session.engine.store, table, {
    sys_id: newSysId(),
    sys_created_on: now,
    sys_created_by: session.user.userName,
    sys_updated_on: now,
    sys_updated_by: session.user.userName,
    sys_mod_count: '0',
    ...values,
  });
}

function defaultUpdateSet(store: Store): string {
  const row = store.prepare(`SELECT sys_id FROM sys_update_set WHERE is_default = '1'`).get();
  return textOf(row?.['sys_id']);
}

function payloadOf(table: Table, values: Values, action: string): string {
  const fields = Object.entries(values)
    .filter(([name]) => table.columns.get(name)?.type.startsWith('password') === false)
    .map(([name, value]) => `<${name}>${escaped(value)}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?><record_update table="${table.name}"><${table.name} action="${action}">${fields.join('')}</${table.name}></record_update>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
