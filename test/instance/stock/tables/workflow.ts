import {
  childTable,
  column,
  dateTime,
  domainColumns,
  flag,
  reference,
  rootTable,
  text,
  texts,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

const workflowColumns = [
  ...domainColumns,
  text('name', 'Name', 100),
  text('description', 'Description', 4000),
  column('table_name', 'table', 'Table', { maxLength: 80 }),
  ...texts(80, 'access', 'preview', 'template', 'vars', 'sys_overrides'),
];

const contextColumns = [
  ...domainColumns,
  text('name', 'Name', 100),
  reference('workflow', 'Workflow', 'wf_workflow'),
  column('table_name', 'table', 'Table', { maxLength: 80 }),
  column('document_id', 'id', 'Related record', { maxLength: 32 }),
  text('state', 'State', 40),
  dateTime('started', 'Started'),
  dateTime('ended', 'Ended'),
  flag('active', 'Active', 'true'),
  reference('started_by', 'Started by', 'sys_user'),
  ...texts(80, 'activity_count', 'activity_index', 'after_business_rules', 'auto_start', 'due'),
  ...texts(80, 'column_renderer', 'cumulated_avg_ert', 'ert_long_running_actions', 'parent'),
  ...texts(80, 'ert_outlier_workflow_actions', 'parent_activity', 'requires_ert', 'result'),
  ...texts(80, 'return_value', 'running_duration', 'schedule', 'stage', 'stage_state', 'timezone'),
  ...texts(80, 'without_current_wf_actions', 'workflow_version'),
  text('scratchpad', 'Scratchpad', 4000),
];

const activityColumns = [
  text('name', 'Name', 100),
  ...texts(80, 'activity_definition', 'activity_definition_updated', 'databus_lookup_id', 'height'),
  ...texts(80, 'is_parent', 'new_activity_definition', 'out_of_date', 'parent', 'pinned', 'stage'),
  ...texts(80, 'pinned_version', 'timeout', 'vars', 'width', 'workflow_version', 'x', 'y'),
  ...texts(4000, 'input', 'notes'),
];

const flowColumns = [
  ...domainColumns,
  text('name', 'Name', 255),
  text('internal_name', 'Internal name', 255),
  text('description', 'Description', 4000),
  flag('active', 'Active', 'false'),
  text('type', 'Type', 40),
  text('status', 'Status', 40),
  ...texts(80, 'access', 'acls', 'allow_high_security_roles', 'authored_on_release_version'),
  ...texts(80, 'callable_by_client_api', 'category', 'compiler_build', 'copied_from', 'substatus'),
  ...texts(80, 'copied_from_name', 'display_name_after_preview', 'flow_priority', 'natlang'),
  ...texts(80, 'generation_source', 'latest_snapshot', 'master_snapshot', 'pre_compiled', 'run_as'),
  ...texts(80, 'master_snapshot_digest', 'remote_trigger_id', 'run_with_roles', 'sc_callable'),
  ...texts(80, 'show_draft_actions', 'show_triggered_flows', 'sys_overrides', 'updation_source'),
  ...texts(80, 'version', 'version_record'),
  ...texts(4000, 'annotation', 'attributes', 'label_cache', 'outputs'),
];

/** Workflows and flows are records here: nothing runs them. */
export const workflowTables: readonly StockTable[] = [
  childTable('wf_workflow', 'Workflow', 'sys_metadata', workflowColumns, { display: 'name' }),
  rootTable('wf_context', 'Workflow Context', contextColumns, { display: 'name' }),
  rootTable('wf_activity', 'Workflow Activity', activityColumns, { display: 'name' }),
  childTable('sys_hub_flow', 'Flow', 'sys_metadata', flowColumns, { display: 'name' }),
  rootTable('sys_flow_context', 'Flow engine context', [
    ...domainColumns,
    text('name', 'Name', 255),
    text('state', 'State', 40),
    reference('flow', 'Flow', 'sys_hub_flow'),
    text('source_table', 'Source table', 80),
    column('document_id', 'source_record', 'Source record', { maxLength: 32 }),
    ...texts(80, 'application', 'calling_source', 'claimed_by', 'design_source', 'execution_id'),
    ...texts(80, 'engine_major_version', 'engine_version', 'error_state', 'flow_catalog_model'),
    ...texts(80, 'is_test_run', 'run_time', 'separate_reporting_values', 'snapshot', 'stages'),
    ...texts(80, 'skip_schedule_cleanup', 'sys_lock_acquired', 'sys_lock_owner', 'transaction'),
    ...texts(80, 'sys_lock_touched'),
    ...texts(4000, 'attributes', 'error_message', 'origins', 'plan', 'reporting', 'signatures'),
  ]),
];
