import { BusinessRule } from '@servicenow/sdk/core';
import { captureAttachment } from '../server/rules/capture-attachment.ts';
import { captureChange } from '../server/rules/capture-change.ts';
import { captureDeletion } from '../server/rules/capture-deletion.ts';
import { captureLater } from '../server/rules/capture-later.ts';
import { noteForwardedTables } from '../server/rules/note-forwarded-tables.ts';

// On task alone: it fires for all children too; a second rule on incident would note each change twice.
// The documentation guarantees only async rules in another scope's table, published apps ship after
// rules; so both are here and a property chooses: docs/decisions/0005-app-capture-and-claims.md.
BusinessRule({
  $id: Now.ID['rule-capture-change'],
  name: 'Alert Relay: note changes',
  table: 'task',
  when: 'after',
  action: ['insert', 'update'],
  order: 1000,
  condition:
    "gs.getProperty('x_alrt_relay.capture', 'after') == 'after' && (current.x_alrt_relay_key != '' || gs.getProperty('x_alrt_relay.forwarded_tables', '') != '')",
  script: captureChange,
});
BusinessRule({
  $id: Now.ID['rule-capture-later'],
  name: 'Alert Relay: note changes afterwards',
  table: 'task',
  when: 'async',
  action: ['insert', 'update'],
  order: 1000,
  condition:
    "gs.getProperty('x_alrt_relay.capture', 'after') == 'async' && (current.x_alrt_relay_key != '' || gs.getProperty('x_alrt_relay.forwarded_tables', '') != '')",
  script: captureLater,
});
// Who is told is known from what was told before; no forward rule can look at a record that is gone.
BusinessRule({
  $id: Now.ID['rule-capture-deletion'],
  name: 'Alert Relay: note deletions',
  table: 'task',
  when: 'after',
  action: ['delete'],
  order: 1000,
  condition:
    "gs.getProperty('x_alrt_relay.capture', 'after') == 'after' && (current.x_alrt_relay_key != '' || gs.getProperty('x_alrt_relay.forwarded_tables', '') != '')",
  script: captureDeletion,
});
BusinessRule({
  $id: Now.ID['rule-capture-deletion-later'],
  name: 'Alert Relay: note deletions afterwards',
  table: 'task',
  when: 'async',
  action: ['delete'],
  order: 1000,
  condition:
    "gs.getProperty('x_alrt_relay.capture', 'after') == 'async' && (current.x_alrt_relay_key != '' || gs.getProperty('x_alrt_relay.forwarded_tables', '') != '')",
  script: captureDeletion,
});
// Insert only: the rows of a record that changes hands are updated, and its pictures were told already.
BusinessRule({
  $id: Now.ID['rule-capture-attachment'],
  name: 'Alert Relay: note pictures',
  table: 'sys_attachment',
  when: 'after',
  action: ['insert'],
  order: 1000,
  condition:
    "gs.getProperty('x_alrt_relay.capture', 'after') == 'after' && gs.getProperty('x_alrt_relay.attachment_types', '') != ''",
  script: captureAttachment,
});
BusinessRule({
  $id: Now.ID['rule-capture-attachment-later'],
  name: 'Alert Relay: note pictures afterwards',
  table: 'sys_attachment',
  when: 'async',
  action: ['insert'],
  order: 1000,
  condition:
    "gs.getProperty('x_alrt_relay.capture', 'after') == 'async' && gs.getProperty('x_alrt_relay.attachment_types', '') != ''",
  script: captureAttachment,
});
BusinessRule({
  $id: Now.ID['rule-note-forwarded-tables'],
  name: 'Alert Relay: note forwarded tables',
  table: 'x_alrt_relay_forward_rule',
  when: 'after',
  action: ['insert', 'update', 'delete'],
  order: 100,
  script: noteForwardedTables,
});
