import { EmailNotification } from '@servicenow/sdk/core';

// Off until an administrator names the people who should read it.
EmailNotification({
  $id: Now.ID['notification-outbox-stuck'],
  table: 'x_alrt_relay_connection',
  name: 'Alert Relay: changes wait too long',
  description:
    'Tells that the relay has not taken changes for a while. Add recipients, then activate.',
  active: false,
  triggerConditions: { generationType: 'event', eventName: 'x_alrt_relay.outbox.stuck' },
  emailContent: {
    subject: 'Alert Relay: changes for ${name} wait too long',
    messageHtml:
      '<p>The oldest change waits for ${event.parm1} minutes; ${event.parm2} wait in all.</p><p>Connection: ${name}, state: ${state}</p><p>${last_error}</p>',
  },
});
