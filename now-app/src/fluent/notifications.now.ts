import { EmailNotification } from '@servicenow/sdk/core';

// All off until an administrator names the people who should read it.
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
      '<p>The oldest change waits for ${event.parm1} minutes; ${event.parm2} wait in all.</p><p>Connection: ${name}, state: ${state}</p><p>${last_error}</p><p>Where no error is named: nothing leaves while the property x_alrt_relay.enabled is false, nor before the relay calls where it fetches the changes.</p>',
  },
});
EmailNotification({
  $id: Now.ID['notification-relay-silent'],
  table: 'x_alrt_relay_connection',
  name: 'Alert Relay: the relay is silent',
  description: 'Tells that alerts may not arrive. Add recipients, then activate.',
  active: false,
  triggerConditions: { generationType: 'event', eventName: 'x_alrt_relay.relay.silent' },
  emailContent: {
    subject: 'Alert Relay: no sign of the relay of ${name}',
    messageHtml:
      '<p>${event.parm2} for ${event.parm1} minutes. While it is away, alerts do not become incidents here.</p><p>Connection: ${name} of ${workspace}, relay: ${relay_url}</p><p>Look whether the relay runs and whether network, address and credentials still fit. Nothing is lost meanwhile: changes wait here, alerts at the relay or in their tools.</p>',
  },
});
EmailNotification({
  $id: Now.ID['notification-relay-heard'],
  table: 'x_alrt_relay_connection',
  name: 'Alert Relay: the relay is there again',
  description: 'The all-clear after "the relay is silent". Add recipients, then activate.',
  active: false,
  triggerConditions: { generationType: 'event', eventName: 'x_alrt_relay.relay.heard' },
  emailContent: {
    subject: 'Alert Relay: the relay of ${name} is there again',
    messageHtml:
      '<p>Connection ${name} of ${workspace} works again; what waited is on its way.</p>',
  },
});
