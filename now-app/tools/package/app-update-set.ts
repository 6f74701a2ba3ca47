import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readRecords, type DistRecord } from '../checks/read-dist.ts';
import { toExportedChoices } from './exported-choices.ts';
import type { UpdateRow, UpdateSet } from './update-set.ts';

/** Labels as ServiceNow writes them; the kinds marked so were seen in genuine exports. */
const labels: Readonly<Record<string, string>> = {
  sys_app: 'Custom Application',
  sys_user_role: 'Role',
  sys_user_role_contains: 'Contained Role',
  sys_security_acl: 'Access Control',
  sys_security_acl_role: 'Access Roles',
  sys_script: 'Business Rule',
  sys_script_include: 'Script Include',
  sys_db_object: 'Table',
  sys_dictionary: 'Dictionary',
  sys_documentation: 'Field Label',
  sys_choice: 'Choice list',
  sys_app_application: 'Application Menu',
  sys_app_module: 'Module',
  sys_properties: 'System Property',
  sys_scope_privilege: 'Cross scope privilege',
  sys_ws_definition: 'Scripted REST API',
  sys_ws_operation: 'Scripted REST Resource',
  sysevent_register: 'Event Registration',
  sysevent_script_action: 'Script Action',
  sysevent_email_action: 'Notification',
  sysauto_script: 'Scheduled Script Execution',
  sys_module: 'Module',
  sys_ui_action: 'UI Action',
  sys_ui_list: 'List Layout',
};

const namesTable = new Set(['sys_dictionary', 'sys_script', 'sys_security_acl', 'sys_db_object']);

/**
 * The app as an update set, from what the SDK emitted. Left out: dictionary/*.xml, whose indexes an
 * update set cannot carry (uniqueness stands in the dictionary rows), and records that delete.
 */
export function appUpdateSet(dist: string): UpdateSet {
  const [app] = recordsOf(dist, 'scope').flatMap((file) => readRecords(file.path, file.text));
  if (app === undefined) throw new Error(`${dist} holds no sys_app record`);
  const version = app.columns['version'] ?? '';
  const files = ['scope', 'update', 'author_elective_update'].flatMap((folder) =>
    recordsOf(dist, folder),
  );
  return {
    name: `Alert Relay ${version}`,
    description: app.columns['short_description'] ?? '',
    version,
    application: {
      id: app.columns['sys_id'] ?? '',
      name: app.columns['name'] ?? '',
      scope: app.columns['scope'] ?? '',
    },
    rows: files.filter((file) => !isDeletion(file.text)).map(toRow),
  };
}

interface DistFile {
  readonly path: string;
  readonly text: string;
}

function recordsOf(dist: string, folder: string): readonly DistFile[] {
  return readdirSync(join(dist, folder))
    .filter((name) => name.endsWith('.xml'))
    .toSorted()
    .map((name) => ({
      path: `${folder}/${name}`,
      text: readFileSync(join(dist, folder, name), 'utf8'),
    }));
}

function isDeletion(text: string): boolean {
  return /<\w+ action="DELETE"/.test(text);
}

function toRow(file: DistFile): UpdateRow {
  const name = basename(file.path, '.xml');
  const [record] = readRecords(file.path, file.text);
  const isChoices = file.text.includes('<sys_choice_v2 ');
  const table = isChoices ? 'sys_choice' : tableOf(file, record);
  return {
    name,
    payload: isChoices ? toExportedChoices(file.text) : file.text,
    type: labels[table] ?? table,
    targetName: targetName(table, record),
    table: namesTable.has(table)
      ? (record?.columns['collection'] ?? record?.columns['name'] ?? '')
      : '',
  };
}

function tableOf(file: DistFile, record: DistRecord | undefined): string {
  return /<record_update>\s*<(sys_ui_list)\b/.exec(file.text)?.[1] ?? record?.table ?? '';
}

function targetName(table: string, record: DistRecord | undefined): string {
  const columns = record?.columns ?? {};
  const name = columns['sys_name'] ?? columns['name'] ?? '';
  return table === 'sys_dictionary' && columns['element'] !== undefined
    ? `${name}.${columns['element']}`
    : name;
}
