import { default_view, List } from '@servicenow/sdk/core';

List({
  table: 'x_alrt_relay_outbox',
  view: default_view,
  columns: [
    'sys_created_on',
    'number',
    'connection_key',
    'state',
    'attempts',
    'next_attempt',
    'last_error',
    'sequence',
    'event_id',
  ],
});
List({
  table: 'x_alrt_relay_link',
  view: default_view,
  columns: [
    'number',
    'table',
    'source',
    'workspace',
    'connection',
    'episode',
    'applied_sequence',
    'applied_event_id',
    'sys_updated_on',
    'external_url',
  ],
});
List({
  table: 'x_alrt_relay_event',
  view: default_view,
  columns: ['sys_created_on', 'event_id', 'applied_sequence', 'file_name'],
});
List({
  table: 'x_alrt_relay_connection',
  view: default_view,
  columns: [
    'name',
    'workspace',
    'active',
    'mode',
    'relay_url',
    'state',
    'silent',
    'last_heard',
    'last_success',
    'last_failure',
    'last_error',
  ],
});
List({
  table: 'x_alrt_relay_forward_rule',
  view: default_view,
  columns: ['name', 'active', 'table', 'connection', 'source', 'on_insert', 'on_update'],
});
