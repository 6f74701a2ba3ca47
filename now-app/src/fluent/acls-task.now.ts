import { Acl } from '@servicenow/sdk/core';
import { apiUser, viewer } from './roles.now';

// Rules on task carry roles only: in another scope's table neither script nor condition is allowed.
// Official pages disagree on whether such record rules may exist at all; app mode needs none of them.
Acl({
  $id: Now.ID['acl-task-create'],
  type: 'record',
  table: 'task',
  operation: 'create',
  roles: [apiUser],
  decisionType: 'allow',
  adminOverrides: true,
  description: 'The account of the relay may create tasks',
});
Acl({
  $id: Now.ID['acl-task-read'],
  type: 'record',
  table: 'task',
  operation: 'read',
  roles: [apiUser],
  decisionType: 'allow',
  adminOverrides: true,
  description: 'The account of the relay may read tasks',
});
Acl({
  $id: Now.ID['acl-task-write'],
  type: 'record',
  table: 'task',
  operation: 'write',
  roles: [apiUser],
  decisionType: 'allow',
  adminOverrides: true,
  description: 'The account of the relay may write tasks',
});

// Our columns on task: everybody who works on the record sees them, only the relay writes them.
Acl({
  $id: Now.ID['acl-task-managed-read'],
  type: 'record',
  table: 'task',
  field: 'x_alrt_relay_managed',
  operation: 'read',
  roles: [apiUser, viewer, 'itil'],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-task-managed-write'],
  type: 'record',
  table: 'task',
  field: 'x_alrt_relay_managed',
  operation: 'write',
  roles: [apiUser],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-task-key-read'],
  type: 'record',
  table: 'task',
  field: 'x_alrt_relay_key',
  operation: 'read',
  roles: [apiUser, viewer, 'itil'],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-task-key-write'],
  type: 'record',
  table: 'task',
  field: 'x_alrt_relay_key',
  operation: 'write',
  roles: [apiUser],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-task-source-read'],
  type: 'record',
  table: 'task',
  field: 'x_alrt_relay_source',
  operation: 'read',
  roles: [apiUser, viewer, 'itil'],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-task-source-write'],
  type: 'record',
  table: 'task',
  field: 'x_alrt_relay_source',
  operation: 'write',
  roles: [apiUser],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-task-external-url-read'],
  type: 'record',
  table: 'task',
  field: 'x_alrt_relay_external_url',
  operation: 'read',
  roles: [apiUser, viewer, 'itil'],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-task-external-url-write'],
  type: 'record',
  table: 'task',
  field: 'x_alrt_relay_external_url',
  operation: 'write',
  roles: [apiUser],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-task-origin-read'],
  type: 'record',
  table: 'task',
  field: 'x_alrt_relay_origin',
  operation: 'read',
  roles: [apiUser, viewer, 'itil'],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-task-origin-write'],
  type: 'record',
  table: 'task',
  field: 'x_alrt_relay_origin',
  operation: 'write',
  roles: [apiUser],
  decisionType: 'allow',
  adminOverrides: true,
});
