import { Record } from '@servicenow/sdk/core';

// Only the relationships are shipped: the layout of related lists on incident belongs to the customer,
// who adds them by Configure › Related Lists.
Record({
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
Record({
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
