import { Record, ScheduledScript, ScriptAction } from '@servicenow/sdk/core';
import { drainEverything } from '../server/jobs/drain-everything.ts';
import { keepHouse } from '../server/jobs/keep-house.ts';
import { drainOnEvent } from '../server/jobs/drain-on-event.ts';

Record({
  $id: Now.ID['event-outbox-ready'],
  table: 'sysevent_register',
  data: {
    event_name: 'x_alrt_relay.outbox.ready',
    description: 'The outbox of the connection in parm1 has changes to send',
    table: 'x_alrt_relay_outbox',
    fired_by: 'Business rule Alert Relay: note changes',
  },
});
Record({
  $id: Now.ID['event-outbox-stuck'],
  table: 'sysevent_register',
  data: {
    event_name: 'x_alrt_relay.outbox.stuck',
    description:
      'The oldest change of a connection waits too long: minutes in parm1, how many in parm2',
    table: 'x_alrt_relay_connection',
    fired_by: 'Scheduled job Alert Relay: send waiting changes',
  },
});
Record({
  $id: Now.ID['event-relay-silent'],
  table: 'sysevent_register',
  data: {
    event_name: 'x_alrt_relay.relay.silent',
    description: 'A relay is silent: for how many minutes in parm1, which way in parm2',
    table: 'x_alrt_relay_connection',
    fired_by: 'Scheduled job Alert Relay: send waiting changes',
  },
});
Record({
  $id: Now.ID['event-relay-heard'],
  table: 'sysevent_register',
  data: {
    event_name: 'x_alrt_relay.relay.heard',
    description: 'A relay that was silent is there again',
    table: 'x_alrt_relay_connection',
    fired_by: 'Scheduled job Alert Relay: send waiting changes',
  },
});
ScriptAction({
  $id: Now.ID['action-drain-on-event'],
  name: 'Alert Relay: send changes at once',
  eventName: 'x_alrt_relay.outbox.ready',
  active: true,
  script: drainOnEvent,
});
ScheduledScript({
  $id: Now.ID['job-drain-everything'],
  name: 'Alert Relay: send waiting changes',
  active: true,
  frequency: 'periodically',
  executionStart: '2026-01-01 00:00:00',
  executionInterval: Duration({ minutes: 1 }),
  script: drainEverything,
});
ScheduledScript({
  $id: Now.ID['job-keep-house'],
  name: 'Alert Relay: daily upkeep',
  active: true,
  frequency: 'daily',
  // Without it the SDK writes the time of the build.
  executionStart: '2026-01-01 00:00:00',
  executionTime: Time({ hours: 3, minutes: 10, seconds: 0 }, 'UTC'),
  script: keepHouse,
});
