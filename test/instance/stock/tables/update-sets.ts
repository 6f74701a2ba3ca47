import {
  choice,
  choices,
  column,
  dateTime,
  flag,
  numberChoice,
  reference,
  rootTable,
  text,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

const states = choices(
  ['in progress', 'In progress'],
  ['complete', 'Complete'],
  ['ignore', 'Ignore'],
);

const remoteStates = choices(
  ['loaded', 'Loaded'],
  ['previewing', 'Previewing'],
  ['previewed', 'Previewed'],
  ['committing', 'Committing'],
  ['committed', 'Committed'],
  ['backedout', 'Backed Out'],
  ['in_hierarchy', 'In hierarchy'],
);

const actions = choices(['INSERT_OR_UPDATE', 'INSERT_OR_UPDATE'], ['DELETE', 'DELETE']);

const updateSetColumns = [
  text('name', 'Name', 80),
  text('description', 'Description', 4000),
  choice('state', 'State', states, { defaultValue: 'in progress' }),
  reference('application', 'Application', 'sys_scope', { defaultValue: 'global' }),
  reference('parent', 'Parent', 'sys_update_set'),
  reference('base_update_set', 'Batch Base', 'sys_update_set'),
  reference('merged_to', 'Merged to', 'sys_update_set'),
  flag('is_default', 'Default set', 'false'),
  dateTime('release_date', 'Release date'),
  dateTime('install_date', 'Installed on'),
  text('installed_from', 'Installed from', 255),
  dateTime('completed_on', 'Completed on'),
  text('completed_by', 'Completed by', 40),
  text('origin_sys_id', 'Origin', 32),
  reference('remote_sys_id', 'Remote update set', 'sys_remote_update_set'),
  text('batch_install_plan', 'Batch install plan', 32),
];

const updateColumns = [
  text('name', 'Name', 250),
  choice('action', 'Action', actions, { defaultValue: 'INSERT_OR_UPDATE' }),
  text('category', 'Category', 40, { defaultValue: 'customer' }),
  text('type', 'Type', 80),
  text('target_name', 'Target name', 255),
  text('table', 'Table', 80),
  text('view', 'View', 80),
  text('comments', 'Comments', 4000),
  column('xml', 'payload', 'Payload', { maxLength: 16_000_000 }),
  text('payload_hash', 'Payload hash', 40),
  reference('application', 'Application', 'sys_scope', { defaultValue: 'global' }),
  reference('update_set', 'Update set', 'sys_update_set'),
  reference('remote_update_set', 'Remote update set', 'sys_remote_update_set'),
  flag('replace_on_upgrade', 'Replace on upgrade', 'false'),
  text('sys_recorded_at', 'Recorded at', 40),
  text('update_domain', 'Update domain', 32, { defaultValue: 'global' }),
  text('update_guid', 'Update GUID', 32),
  text('update_guid_history', 'Update GUID history', 4000),
];

const remoteColumns = [
  text('name', 'Name', 80),
  text('description', 'Description', 4000),
  choice('state', 'State', remoteStates, { defaultValue: 'loaded' }),
  reference('application', 'Application', 'sys_scope'),
  text('application_name', 'Application name', 100),
  text('application_scope', 'Application scope', 40),
  text('application_version', 'Application version', 40),
  text('origin_sys_id', 'Origin', 32),
  text('remote_sys_id', 'Remote sys_id', 32),
  text('remote_parent_id', 'Remote parent', 32),
  text('remote_base_update_set', 'Remote batch base', 32),
  reference('parent', 'Parent', 'sys_remote_update_set'),
  reference('update_set', 'Committed update set', 'sys_update_set'),
  reference('update_source', 'Update source', 'sys_update_set_source'),
  dateTime('release_date', 'Release date'),
  dateTime('commit_date', 'Commit date'),
  dateTime('update_set_loaded', 'Loaded'),
  whole('inserted', 'Inserted', { defaultValue: '0' }),
  whole('updated', 'Updated', { defaultValue: '0' }),
  whole('deleted', 'Deleted', { defaultValue: '0' }),
  whole('collisions', 'Collisions', { defaultValue: '0' }),
];

const problemColumns = [
  reference('remote_update_set', 'Remote update set', 'sys_remote_update_set'),
  reference('remote_update', 'Remote update', 'sys_update_preview_xml'),
  choice('type', 'Type', choices(['error', 'Error'], ['warning', 'Warning'])),
  choice('status', 'Status', choices(['ignored', 'Ignored'], ['skipped', 'Skipped remote update'])),
  text('description', 'Description', 4000),
  text('missing_item', 'Missing item', 255),
  text('missing_update', 'Missing update', 255),
  text('missing_table_name', 'Missing table', 80),
];

const previewColumns = [
  reference('remote_update', 'Remote update', 'sys_update_xml'),
  reference('remote_update_set', 'Remote update set', 'sys_remote_update_set'),
  reference('local_update', 'Local update', 'sys_update_xml'),
  choice(
    'disposition',
    'Disposition',
    choices(
      ['insert', 'Insert'],
      ['update', 'Update'],
      ['delete', 'Delete'],
      ['collision', 'Collision'],
    ),
  ),
  choice('proposed_action', 'Proposed action', choices(['commit', 'Commit'], ['skip', 'Skip']), {
    defaultValue: 'commit',
  }),
  flag('problem', 'Has problem', 'false'),
];

const versionColumns = [
  text('name', 'Name', 250),
  choice('action', 'Action', actions),
  choice(
    'state',
    'State',
    choices(['current', 'Current'], ['previous', 'Previous'], ['history', 'History']),
  ),
  text('type', 'Type', 80),
  text('record_name', 'Record name', 255),
  column('xml', 'payload', 'Payload', { maxLength: 16_000_000 }),
  text('payload_hash', 'Payload hash', 40),
  reference('application', 'Application', 'sys_scope'),
  text('source_table', 'Source table', 80),
  column('document_id', 'source', 'Source', { maxLength: 32 }),
  reference('reverted_from', 'Reverted from', 'sys_update_version'),
  text('instance_id', 'Instance ID', 32),
  text('instance_name', 'Instance name', 100),
  text('file_path', 'File path', 255),
  text('sys_recorded_at', 'Recorded at', 40),
  text('update_guid', 'Update GUID', 32),
  text('update_guid_history', 'Update GUID history', 4000),
];

/** Fields of the form are documented (uc-history-module); their column names, but for four, are assumed. */
const upgradeColumns = [
  text('from_version', 'From', 100),
  text('to_version', 'To', 100),
  text('history_type', 'History type', 40),
  dateTime('upgrade_started', 'Upgrade started'),
  dateTime('upgrade_finished', 'Upgrade finished'),
  whole('changes_skipped', 'Changes skipped', { defaultValue: '0' }),
  whole('changes_applied', 'Changes applied', { defaultValue: '0' }),
  whole('changes_processed', 'Changes processed', { defaultValue: '0' }),
];

/** What is done to a file (uc-access-rl); the numbers as scripts of others query them. */
const dispositions = choices(
  ['1', 'Inserted'],
  ['2', 'Updated'],
  ['3', 'Deleted'],
  ['4', 'Skipped'],
  ['5', 'Reverted'],
  ['9', 'Skipped Error'],
  ['10', 'Skipped Manual Merge'],
);

const resolutions = choices(
  ['not_reviewed', 'Not Reviewed'],
  ['reviewed', 'Reviewed'],
  ['reviewed_retained', 'Reviewed and Retained'],
  ['reviewed_merged', 'Reviewed and Merged'],
  ['reviewed_reverted', 'Reviewed and Reverted'],
);

const upgradeLogColumns = [
  reference('upgrade_history', 'Upgrade', 'sys_upgrade_history'),
  text('file_name', 'File name', 250),
  numberChoice('disposition', 'Disposition', dispositions),
  flag('changed', 'Changed', 'false'),
  text('type', 'Type', 80),
  text('target_name', 'Target name', 255),
  choice('resolution_status', 'Resolution Status', resolutions),
  text('comments', 'Comments', 4000),
];

export const updateSetTables: readonly StockTable[] = [
  rootTable('sys_update_set', 'Update Set', updateSetColumns, { display: 'name' }),
  rootTable('sys_update_xml', 'Customer Update', updateColumns, { display: 'name' }),
  rootTable('sys_remote_update_set', 'Retrieved Update Set', remoteColumns, { display: 'name' }),
  rootTable('sys_update_set_source', 'Update Source', [
    text('name', 'Name', 100),
    column('url', 'url', 'URL', { maxLength: 1024 }),
  ]),
  rootTable('sys_update_preview_xml', 'Update Set Preview', previewColumns),
  rootTable('sys_update_preview_problem', 'Update Set Preview Problem', problemColumns, {
    display: 'description',
  }),
  rootTable('sys_update_version', 'Update Version', versionColumns, { display: 'name' }),
  rootTable('sys_upgrade_history', 'System Upgrade', upgradeColumns, { display: 'to_version' }),
  rootTable('sys_upgrade_history_log', 'Upgrade Details', upgradeLogColumns, {
    display: 'file_name',
  }),
];
