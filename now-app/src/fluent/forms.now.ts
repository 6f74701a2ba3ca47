import { default_view, Form } from '@servicenow/sdk/core';

Form({
  table: 'x_alrt_relay_connection',
  view: default_view,
  sections: [
    {
      caption: 'Connection',
      content: [
        {
          layout: 'two-column',
          leftElements: [
            { field: 'name', type: 'table_field' },
            { field: 'workspace', type: 'table_field' },
            { field: 'active', type: 'table_field' },
            { field: 'mode', type: 'table_field' },
          ],
          rightElements: [
            { field: 'relay_url', type: 'table_field' },
            { field: 'relay_version', type: 'table_field' },
            { field: 'state', type: 'table_field' },
            { field: 'old_secret_until', type: 'table_field' },
          ],
        },
      ],
    },
    {
      caption: 'How it goes',
      content: [
        {
          layout: 'two-column',
          leftElements: [
            { field: 'last_heard', type: 'table_field' },
            { field: 'last_success', type: 'table_field' },
            { field: 'last_failure', type: 'table_field' },
          ],
          rightElements: [
            { field: 'silent', type: 'table_field' },
            { field: 'failures', type: 'table_field' },
            { field: 'next_attempt', type: 'table_field' },
          ],
        },
        { layout: 'one-column', elements: [{ field: 'last_error', type: 'table_field' }] },
      ],
    },
  ],
});
Form({
  table: 'x_alrt_relay_outbox',
  view: default_view,
  sections: [
    {
      caption: 'Change',
      content: [
        {
          layout: 'two-column',
          leftElements: [
            { field: 'number', type: 'table_field' },
            { field: 'table', type: 'table_field' },
            { field: 'connection_key', type: 'table_field' },
            { field: 'sequence', type: 'table_field' },
          ],
          rightElements: [
            { field: 'state', type: 'table_field' },
            { field: 'attempts', type: 'table_field' },
            { field: 'next_attempt', type: 'table_field' },
            { field: 'event_id', type: 'table_field' },
          ],
        },
        {
          layout: 'one-column',
          elements: [
            { field: 'last_error', type: 'table_field' },
            { field: 'payload', type: 'table_field' },
          ],
        },
      ],
    },
  ],
});
Form({
  table: 'x_alrt_relay_forward_rule',
  view: default_view,
  sections: [
    {
      caption: 'Which records',
      content: [
        {
          layout: 'two-column',
          leftElements: [
            { field: 'name', type: 'table_field' },
            { field: 'table', type: 'table_field' },
            { field: 'on_insert', type: 'table_field' },
            { field: 'on_update', type: 'table_field' },
          ],
          rightElements: [
            { field: 'active', type: 'table_field' },
            { field: 'connection', type: 'table_field' },
            { field: 'source', type: 'table_field' },
          ],
        },
        { layout: 'one-column', elements: [{ field: 'filter', type: 'table_field' }] },
      ],
    },
  ],
});
