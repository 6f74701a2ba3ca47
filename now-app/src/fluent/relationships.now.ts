import { Record } from '@servicenow/sdk/core';

// The layout of the default form belongs to the customer, who adds these lists by Configure › Related
// Lists. Our own view of incident has them from the start: incident-view.now.ts.
export const told = Record({
  $id: Now.ID['relationship-changes'],
  table: 'sys_relationship',
  data: {
    name: 'Alert Relay: what was told',
    basic_apply_to: 'task',
    basic_query_from: 'x_alrt_relay_outbox',
    query_with: `(function refineQuery(current, parent) {
    current.addQuery('record', parent.getUniqueValue());
    current.orderByDesc('sequence');
})(current, parent);`,
  },
});
export const alert = Record({
  $id: Now.ID['relationship-link'],
  table: 'sys_relationship',
  data: {
    name: 'Alert Relay: alert',
    basic_apply_to: 'task',
    basic_query_from: 'x_alrt_relay_link',
    query_with: `(function refineQuery(current, parent) {
    current.addQuery('record', parent.getUniqueValue());
})(current, parent);`,
  },
});
// A record without a key has no such rows; an empty value would find those of all others.
export const came = Record({
  $id: Now.ID['relationship-events'],
  table: 'sys_relationship',
  data: {
    name: 'Alert Relay: notes and files that came',
    basic_apply_to: 'task',
    basic_query_from: 'x_alrt_relay_event',
    query_with: `(function refineQuery(current, parent) {
    current.addQuery('task_key', parent.getValue('x_alrt_relay_key') || 'none');
    current.orderByDesc('sys_created_on');
})(current, parent);`,
  },
});
