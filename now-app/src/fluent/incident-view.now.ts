import { Form, Record } from '@servicenow/sdk/core';
import { alert, came, told } from './relationships.now';

// A view of our own: a scoped app may create one, and no layout of the customer is touched.
const view = Record({
  $id: Now.ID['view-incident'],
  table: 'sys_ui_view',
  data: { name: 'x_alrt_relay', title: 'Alert Relay' },
});
Form({
  table: 'incident',
  view: view,
  sections: [
    {
      caption: 'Incident and alert',
      content: [
        {
          layout: 'two-column',
          leftElements: [
            { field: 'number', type: 'table_field' },
            { field: 'short_description', type: 'table_field' },
            { field: 'assignment_group', type: 'table_field' },
            { field: 'assigned_to', type: 'table_field' },
          ],
          rightElements: [
            { field: 'state', type: 'table_field' },
            { field: 'priority', type: 'table_field' },
            { field: 'x_alrt_relay_source', type: 'table_field' },
            { field: 'x_alrt_relay_external_url', type: 'table_field' },
          ],
        },
      ],
    },
  ],
});
const lists = Record({
  $id: Now.ID['incident-lists'],
  table: 'sys_ui_related_list',
  data: { name: 'incident', view: view },
});
Record({
  $id: Now.ID['incident-list-link'],
  table: 'sys_ui_related_list_entry',
  data: { list_id: lists, related_list: `REL:${alert.$id}`, position: 0 },
});
Record({
  $id: Now.ID['incident-list-changes'],
  table: 'sys_ui_related_list_entry',
  data: { list_id: lists, related_list: `REL:${told.$id}`, position: 1 },
});
Record({
  $id: Now.ID['incident-list-events'],
  table: 'sys_ui_related_list_entry',
  data: { list_id: lists, related_list: `REL:${came.$id}`, position: 2 },
});
