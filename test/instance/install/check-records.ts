import vm from 'node:vm';
import type { Dictionary } from '../dictionary/dictionary.ts';
import { toCommonJs } from '../scripts/to-common-js.ts';
import { InstallRefused, type RefusalReason } from './refused.ts';
import type { ShippedRecord } from './read-records.ts';

/** What must hold before anything of an app is written. */
export function checkRecords(
  dictionary: Dictionary,
  records: readonly ShippedRecord[],
  scope: string,
): void {
  if (!/^[a-z][a-z0-9_]{1,39}$/.test(scope)) {
    throw new InstallRefused('bad scope', `"${scope}" is not the name of a scope`);
  }
  const shipped = new Set(named(records, 'sys_db_object'));
  for (const record of records) {
    checkId(record);
    checkNames(record, scope);
    checkTable(dictionary, shipped, record);
    checkScripts(record);
  }
}

function named(records: readonly ShippedRecord[], table: string): string[] {
  return records
    .filter((record) => record.table === table)
    .map((record) => record.values['name'] ?? '');
}

function refuse(reason: RefusalReason, record: ShippedRecord, text: string): never {
  throw new InstallRefused(reason, `${record.origin}: ${text}`);
}

/** Stock ids such as `global` are not hexadecimal, so only what cannot be an id at all is refused. */
function checkId(record: ShippedRecord): void {
  const sysId = record.values['sys_id'] ?? '';
  if (!/^[0-9a-z_-]{1,32}$/i.test(sysId))
    refuse('bad sys_id', record, `"${sysId}" is not a sys_id`);
}

/** Tables and roles of an app carry its scope; so do its columns on tables of others. Global ones need not. */
function checkNames(record: ShippedRecord, scope: string): void {
  if (scope === 'global') return;
  const name = record.values['name'] ?? '';
  if (record.table === 'sys_db_object' && !name.startsWith(`${scope}_`)) {
    refuse('foreign name', record, `table ${name} does not begin with ${scope}_`);
  }
  if (record.table === 'sys_user_role' && !name.startsWith(`${scope}.`)) {
    refuse('foreign name', record, `role ${name} does not begin with ${scope}.`);
  }
  const element = record.values['element'] ?? '';
  const isOwn = name.startsWith(`${scope}_`) || element.startsWith(`${scope}_`) || element === '';
  if (record.table === 'sys_dictionary' && !isOwn) {
    refuse('foreign name', record, `column ${name}.${element} does not begin with ${scope}_`);
  }
}

/** Columns that name the table a record is about. */
const tableColumns: Readonly<Record<string, string>> = {
  sys_script: 'collection',
  sys_dictionary: 'name',
  sys_number: 'category',
};

function checkTable(
  dictionary: Dictionary,
  shipped: ReadonlySet<string>,
  record: ShippedRecord,
): void {
  const column = tableColumns[record.table];
  const about = column === undefined ? record.table : (record.values[column] ?? '');
  const isSystem = record.table === about && !about.startsWith('x_');
  // System tables that the stock dictionary does not know are added, see missing-tables.ts.
  if (isSystem || about === 'global' || shipped.has(about) || dictionary.find(about) !== undefined)
    return;
  refuse('unknown table', record, `there is no table ${about}`);
}

const scriptColumns: Readonly<Record<string, string>> = {
  sys_script: 'script',
  sys_script_include: 'script',
  sys_ws_operation: 'operation_script',
  sysauto_script: 'script',
  sysevent_script_action: 'script',
};

/** A script that does not parse would fail when it first runs, long after the installation. */
function checkScripts(record: ShippedRecord): void {
  const column = scriptColumns[record.table];
  const source = column === undefined ? '' : (record.values[column] ?? '');
  const body = record.table === 'sys_module' ? moduleBody(record) : source;
  try {
    new vm.Script(`(function () {${body}\n})`);
  } catch (error) {
    refuse('broken script', record, error instanceof Error ? error.message : String(error));
  }
}

function moduleBody(record: ShippedRecord): string {
  const path = record.values['path'] ?? '';
  const content = record.values['content'] ?? '';
  if (path.endsWith('.json')) return '';
  try {
    return /^\s*(import|export)\b/m.test(content) ? toCommonJs(content) : content;
  } catch (error) {
    refuse('broken script', record, error instanceof Error ? error.message : String(error));
  }
}
