import { Acl } from '@servicenow/sdk/core';
import { relayAdmin, viewer } from './roles.now';

// Links, claims and processed events are written by the app alone; administrators may clear them.
Acl({
  $id: Now.ID['acl-link-create'],
  type: 'record',
  table: 'x_alrt_relay_link',
  operation: 'create',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-link-read'],
  type: 'record',
  table: 'x_alrt_relay_link',
  operation: 'read',
  roles: [viewer],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-link-write'],
  type: 'record',
  table: 'x_alrt_relay_link',
  operation: 'write',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-link-delete'],
  type: 'record',
  table: 'x_alrt_relay_link',
  operation: 'delete',
  roles: [relayAdmin],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-claim-create'],
  type: 'record',
  table: 'x_alrt_relay_claim',
  operation: 'create',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-claim-read'],
  type: 'record',
  table: 'x_alrt_relay_claim',
  operation: 'read',
  roles: [viewer],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-claim-write'],
  type: 'record',
  table: 'x_alrt_relay_claim',
  operation: 'write',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-claim-delete'],
  type: 'record',
  table: 'x_alrt_relay_claim',
  operation: 'delete',
  roles: [relayAdmin],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-event-create'],
  type: 'record',
  table: 'x_alrt_relay_event',
  operation: 'create',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-event-read'],
  type: 'record',
  table: 'x_alrt_relay_event',
  operation: 'read',
  roles: [viewer],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-event-write'],
  type: 'record',
  table: 'x_alrt_relay_event',
  operation: 'write',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-event-delete'],
  type: 'record',
  table: 'x_alrt_relay_event',
  operation: 'delete',
  roles: [relayAdmin],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-outbox-create'],
  type: 'record',
  table: 'x_alrt_relay_outbox',
  operation: 'create',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-outbox-read'],
  type: 'record',
  table: 'x_alrt_relay_outbox',
  operation: 'read',
  roles: [viewer],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-outbox-write'],
  type: 'record',
  table: 'x_alrt_relay_outbox',
  operation: 'write',
  roles: [relayAdmin],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-outbox-delete'],
  type: 'record',
  table: 'x_alrt_relay_outbox',
  operation: 'delete',
  roles: [relayAdmin],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-connection-create'],
  type: 'record',
  table: 'x_alrt_relay_connection',
  operation: 'create',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-connection-read'],
  type: 'record',
  table: 'x_alrt_relay_connection',
  operation: 'read',
  roles: [viewer],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-connection-write'],
  type: 'record',
  table: 'x_alrt_relay_connection',
  operation: 'write',
  roles: [relayAdmin],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-connection-delete'],
  type: 'record',
  table: 'x_alrt_relay_connection',
  operation: 'delete',
  roles: [relayAdmin],
  decisionType: 'allow',
  adminOverrides: true,
});
// Secrets are encrypted at rest; nobody needs even that form. New ones come through the REST API.
Acl({
  $id: Now.ID['acl-connection-secret-read'],
  type: 'record',
  table: 'x_alrt_relay_connection',
  field: 'secret',
  operation: 'read',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-connection-secret-write'],
  type: 'record',
  table: 'x_alrt_relay_connection',
  field: 'secret',
  operation: 'write',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-connection-old-secret-read'],
  type: 'record',
  table: 'x_alrt_relay_connection',
  field: 'old_secret',
  operation: 'read',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-connection-old-secret-write'],
  type: 'record',
  table: 'x_alrt_relay_connection',
  field: 'old_secret',
  operation: 'write',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-forward-rule-create'],
  type: 'record',
  table: 'x_alrt_relay_forward_rule',
  operation: 'create',
  roles: [relayAdmin],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-forward-rule-read'],
  type: 'record',
  table: 'x_alrt_relay_forward_rule',
  operation: 'read',
  roles: [viewer],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-forward-rule-write'],
  type: 'record',
  table: 'x_alrt_relay_forward_rule',
  operation: 'write',
  roles: [relayAdmin],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-forward-rule-delete'],
  type: 'record',
  table: 'x_alrt_relay_forward_rule',
  operation: 'delete',
  roles: [relayAdmin],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-watch-create'],
  type: 'record',
  table: 'x_alrt_relay_watch',
  operation: 'create',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-watch-read'],
  type: 'record',
  table: 'x_alrt_relay_watch',
  operation: 'read',
  roles: [viewer],
  decisionType: 'allow',
  adminOverrides: true,
});
Acl({
  $id: Now.ID['acl-watch-write'],
  type: 'record',
  table: 'x_alrt_relay_watch',
  operation: 'write',
  roles: ['nobody'],
  decisionType: 'allow',
  adminOverrides: false,
});
Acl({
  $id: Now.ID['acl-watch-delete'],
  type: 'record',
  table: 'x_alrt_relay_watch',
  operation: 'delete',
  roles: [relayAdmin],
  decisionType: 'allow',
  adminOverrides: true,
});
