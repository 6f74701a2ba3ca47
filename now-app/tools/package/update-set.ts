import { createHash } from 'node:crypto';

/** One record as an update set carries it. */
export interface UpdateRow {
  /** `sys_update_name`, what the platform compares by. */
  readonly name: string;
  readonly payload: string;
  /** As the platform labels the kind of record. */
  readonly type: string;
  readonly targetName: string;
  /** Only some kinds name their table. */
  readonly table: string;
}

export interface UpdateSet {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly application: { readonly id: string; readonly name: string; readonly scope: string };
  readonly rows: readonly UpdateRow[];
}

/** Two builds of one version are the same file, so nothing in it may tell when it was made. */
const fixedTime = '2026-01-01 00:00:00';
const author = 'alert.relay';

/**
 * The XML for "Import Update Set from XML". Its form follows genuine exports of scoped apps; nobody
 * outside ServiceNow knows how `payload_hash` is made, so it stays empty as in other generators.
 */
export function writeUpdateSet(set: UpdateSet): string {
  const setId = idOf(`set:${set.name}:${set.version}`);
  return `<?xml version="1.0" encoding="UTF-8"?><unload unload_date="${fixedTime}">
${header(set, setId)}
${set.rows.map((row) => update(set, setId, row)).join('\n')}
</unload>
`;
}

function header(set: UpdateSet, setId: string): string {
  return `<sys_remote_update_set action="INSERT_OR_UPDATE">
<application display_value="${escapeXml(set.application.name)}">${set.application.id}</application>
<application_name>${escapeXml(set.application.name)}</application_name>
<application_scope>${set.application.scope}</application_scope>
<application_version>${set.version}</application_version>
<collisions/>
<commit_date/>
<deleted/>
<description>${escapeXml(set.description)}</description>
<inserted/>
<name>${escapeXml(set.name)}</name>
<origin_sys_id/>
<parent display_value=""/>
<release_date/>
<remote_base_update_set display_value=""/>
<remote_parent_id/>
<remote_sys_id>${idOf(`remote:${set.name}:${set.version}`)}</remote_sys_id>
<state>loaded</state>
<summary/>
<sys_class_name>sys_remote_update_set</sys_class_name>
<sys_created_by>${author}</sys_created_by>
<sys_created_on>${fixedTime}</sys_created_on>
<sys_id>${setId}</sys_id>
<sys_mod_count>0</sys_mod_count>
<sys_updated_by>${author}</sys_updated_by>
<sys_updated_on>${fixedTime}</sys_updated_on>
<update_set display_value=""/>
<update_source display_value=""/>
<updated/>
</sys_remote_update_set>`;
}

function update(set: UpdateSet, setId: string, row: UpdateRow): string {
  const id = idOf(`update:${set.name}:${set.version}:${row.name}`);
  return `<sys_update_xml action="INSERT_OR_UPDATE">
<action>INSERT_OR_UPDATE</action>
<application display_value="${escapeXml(set.application.name)}">${set.application.id}</application>
<category>customer</category>
<comments/>
<name>${escapeXml(row.name)}</name>
<payload>${escapeXml(row.payload)}</payload>
<payload_hash/>
<remote_update_set display_value="${escapeXml(set.name)}">${setId}</remote_update_set>
<replace_on_upgrade>false</replace_on_upgrade>
<sys_created_by>${author}</sys_created_by>
<sys_created_on>${fixedTime}</sys_created_on>
<sys_id>${id}</sys_id>
<sys_mod_count>0</sys_mod_count>
<sys_recorded_at>${id.slice(0, 16)}</sys_recorded_at>
<sys_updated_by>${author}</sys_updated_by>
<sys_updated_on>${fixedTime}</sys_updated_on>
<table>${row.table}</table>
<target_name>${escapeXml(row.targetName)}</target_name>
<type>${escapeXml(row.type)}</type>
<update_domain>global</update_domain>
<update_guid/>
<update_guid_history/>
<update_set display_value=""/>
<view/>
</sys_update_xml>`;
}

/** A sys_id that every build makes again. */
export function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
