import { UiAction } from '@servicenow/sdk/core';
import { openInTool } from '../server/rules/open-in-tool.ts';
import { resendChange } from '../server/rules/resend-change.ts';
import { showInRelayView } from '../server/rules/show-in-relay-view.ts';
import { relayAdmin, viewer } from './roles.now';

// On the form a button, in the list a choice that works on all selected rows.
UiAction({
  $id: Now.ID['action-resend'],
  name: 'Send again',
  table: 'x_alrt_relay_outbox',
  actionName: 'x_alrt_relay_resend',
  active: true,
  hint: 'Puts the change back among those that wait, with all attempts before it',
  condition: "current.state != 'pending'",
  roles: [relayAdmin],
  showUpdate: true,
  showInsert: false,
  form: { showButton: true },
  list: { showListChoice: true },
  script: resendChange,
});
UiAction({
  $id: Now.ID['action-open-in-tool'],
  name: 'Open alert in its tool',
  table: 'task',
  actionName: 'x_alrt_relay_open_in_tool',
  active: true,
  condition: "current.x_alrt_relay_external_url != ''",
  showUpdate: true,
  showInsert: false,
  form: { showLink: true },
  script: openInTool,
});
// Also where nothing is linked yet but records are forwarded: what was told may be there without a key.
UiAction({
  $id: Now.ID['action-show-relay-view'],
  name: 'Show what Alert Relay did',
  table: 'incident',
  actionName: 'x_alrt_relay_show',
  active: true,
  hint: 'The alert of this incident, what came from it, what was told and what was not',
  condition:
    "current.x_alrt_relay_key != '' || gs.getProperty('x_alrt_relay.forwarded_tables', '') != ''",
  roles: [viewer],
  showUpdate: true,
  showInsert: false,
  form: { showLink: true },
  script: showInRelayView,
});
