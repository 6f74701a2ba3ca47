import {
  childTable,
  choice,
  choices,
  column,
  dateTime,
  flag,
  reference,
  text,
  whole,
} from '../columns.ts';
import type { StockColumn, StockTable } from '../model.ts';
import { taskStates } from './task.ts';

/** Values seen in closed requests are certain; the labels are assumed: nobody publishes the list. */
const requestStates = choices(
  // servicenow.itsm's tests store a request as a draft, and see a submitted one in process.
  ['draft', 'Draft'],
  ['submitted', 'Submitted'],
  ['requested', 'Pending Approval'],
  ['in_process', 'Approved'],
  ['closed_complete', 'Closed Complete'],
  ['closed_incomplete', 'Closed Incomplete'],
  ['closed_cancelled', 'Closed Cancelled'],
  ['closed_rejected', 'Closed Rejected'],
  ['closed_skipped', 'Closed Skipped'],
);

const requestStages = choices(
  ['requested', 'Requested'],
  ['waiting_for_approval', 'Waiting for Approval'],
  ['delivery', 'Fulfillment'],
  ['completed', 'Completed'],
  ['closed_incomplete', 'Closed Incomplete'],
  ['request_cancelled', 'Request Cancelled'],
);

const itemStages = choices(
  ['request_approved', 'Request Approved'],
  ['waiting_for_approval', 'Waiting for Approval'],
  ['dept_head_approval', 'Dept. Head Approval'],
  ['fulfillment', 'Fulfillment'],
  ['delivery', 'Delivery'],
  ['completed', 'Completed'],
  ['Request Cancelled', 'Request Cancelled'],
);

const calendarColumns: readonly StockColumn[] = [
  whole('calendar_stc', 'Resolve time'),
  whole('business_stc', 'Business resolve time'),
];

const requestColumns = [
  reference('requested_for', 'Requested for', 'sys_user', {
    defaultValue: 'javascript:gs.getUserID()',
  }),
  dateTime('requested_date', 'Requested for date'),
  choice('request_state', 'Request state', requestStates, { defaultValue: 'requested' }),
  column('workflow', 'stage', 'Stage', { choices: requestStages, defaultValue: 'requested' }),
  column('currency', 'price', 'Price', { maxLength: 20 }),
  text('delivery_address', 'Delivery address', 4000),
  text('special_instructions', 'Special instructions', 4000),
  reference('sc_cart', 'Cart', 'sc_cart'),
  ...calendarColumns,
];

const itemColumns = [
  reference('request', 'Request', 'sc_request'),
  reference('cat_item', 'Item', 'sc_cat_item'),
  reference('requested_for', 'Requested for', 'sys_user'),
  reference('sc_catalog', 'Catalog', 'sc_catalog'),
  whole('quantity', 'Quantity', { defaultValue: '1' }),
  whole('quantity_sourced', 'Quantity sourced', { defaultValue: '0' }),
  column('price', 'price', 'Price', { maxLength: 20 }),
  column('price', 'recurring_price', 'Recurring Price', { maxLength: 20 }),
  choice(
    'recurring_frequency',
    'Recurring Price Frequency',
    choices(['monthly', 'Monthly'], ['quarterly', 'Quarterly'], ['yearly', 'Annually']),
  ),
  column('workflow', 'stage', 'Stage', { choices: itemStages, defaultValue: 'request_approved' }),
  dateTime('estimated_delivery', 'Estimated delivery'),
  flag('backordered', 'Backordered', 'false'),
  flag('billable', 'Billable', 'false'),
  flag('received', 'Received', 'false'),
  flag('sourced', 'Sourced', 'false'),
  reference('order_guide', 'Order guide', 'sc_cat_item'),
  reference('configuration_item', 'Configuration item', 'cmdb_ci'),
  reference('context', 'Context', 'wf_context'),
  text('flow_context', 'Flow context', 32),
  ...calendarColumns,
];

const catalogTaskColumns = [
  reference('request', 'Request', 'sc_request'),
  reference('request_item', 'Request item', 'sc_req_item'),
  reference('sc_catalog', 'Catalog', 'sc_catalog'),
  ...calendarColumns,
];

const stateOverride = { column: 'state', choices: taskStates, defaultValue: '1' };

export const requestTables: readonly StockTable[] = [
  childTable('sc_request', 'Request', 'task', requestColumns, {
    numberPrefix: 'REQ',
    nextNumber: 10_001,
    overrides: [stateOverride],
  }),
  childTable('sc_req_item', 'Requested Item', 'task', itemColumns, {
    numberPrefix: 'RITM',
    nextNumber: 10_001,
    overrides: [stateOverride],
  }),
  childTable('sc_task', 'Catalog Task', 'task', catalogTaskColumns, {
    numberPrefix: 'SCTASK',
    nextNumber: 10_001,
    overrides: [stateOverride],
  }),
];
