import { UiAction } from '@servicenow/sdk/core';
import { openInTool } from '../server/rules/open-in-tool.ts';
import { resendChange } from '../server/rules/resend-change.ts';
import { relayAdmin } from './roles.now';

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
