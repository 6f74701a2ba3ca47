import { ApplicationMenu, Record } from '@servicenow/sdk/core';
import { viewer } from './roles.now';

const menu = ApplicationMenu({
  $id: Now.ID['menu'],
  title: 'Alert Relay',
  name: 'Alert Relay',
  description: 'What was sent to the relay, what waits, what failed',
  active: true,
  roles: [viewer],
  order: 100,
});
Record({
  $id: Now.ID['module-status'],
  table: 'sys_app_module',
  data: {
    title: 'Status',
    application: menu,
    link_type: 'DIRECT',
    query: 'x_alrt_relay_status.do',
    order: 50,
    active: true,
    roles: ['x_alrt_relay.viewer'],
  },
});
Record({
  $id: Now.ID['module-connections'],
  table: 'sys_app_module',
  data: {
    title: 'Connections',
    application: menu,
    link_type: 'LIST',
    name: 'x_alrt_relay_connection',
    order: 100,
    active: true,
    roles: ['x_alrt_relay.viewer'],
  },
});
Record({
  $id: Now.ID['module-outbox-waiting'],
  table: 'sys_app_module',
  data: {
    title: 'Waiting changes',
    application: menu,
    link_type: 'LIST',
    name: 'x_alrt_relay_outbox',
    filter: 'state=pending^ORDERBYsys_created_on',
    order: 200,
    active: true,
    roles: ['x_alrt_relay.viewer'],
  },
});
Record({
  $id: Now.ID['module-outbox-dead'],
  table: 'sys_app_module',
  data: {
    title: 'Failed changes',
    application: menu,
    link_type: 'LIST',
    name: 'x_alrt_relay_outbox',
    filter: 'state=dead^ORDERBYDESCsys_created_on',
    order: 300,
    active: true,
    roles: ['x_alrt_relay.viewer'],
  },
});
Record({
  $id: Now.ID['module-outbox'],
  table: 'sys_app_module',
  data: {
    title: 'All changes',
    application: menu,
    link_type: 'LIST',
    name: 'x_alrt_relay_outbox',
    filter: 'ORDERBYDESCsys_created_on',
    order: 400,
    active: true,
    roles: ['x_alrt_relay.viewer'],
  },
});
Record({
  $id: Now.ID['module-links'],
  table: 'sys_app_module',
  data: {
    title: 'Linked records',
    application: menu,
    link_type: 'LIST',
    name: 'x_alrt_relay_link',
    order: 500,
    active: true,
    roles: ['x_alrt_relay.viewer'],
  },
});
Record({
  $id: Now.ID['module-forward-rules'],
  table: 'sys_app_module',
  data: {
    title: 'Forward rules',
    application: menu,
    link_type: 'LIST',
    name: 'x_alrt_relay_forward_rule',
    order: 550,
    active: true,
    roles: ['x_alrt_relay.viewer'],
  },
});
Record({
  $id: Now.ID['module-properties'],
  table: 'sys_app_module',
  data: {
    title: 'Properties',
    application: menu,
    link_type: 'LIST',
    name: 'sys_properties',
    filter: 'nameSTARTSWITHx_alrt_relay.',
    order: 600,
    active: true,
    roles: ['x_alrt_relay.admin'],
  },
});
