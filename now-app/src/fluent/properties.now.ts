import { Property } from '@servicenow/sdk/core';
import { relayAdmin, viewer } from './roles.now';

Property({
  $id: Now.ID['property-enabled'],
  name: 'x_alrt_relay.enabled',
  type: 'boolean',
  value: true,
  description:
    'Off: changes of records are neither noted nor sent. Commands of the relay still work.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-tables'],
  name: 'x_alrt_relay.tables',
  type: 'string',
  value: 'incident,task',
  description: 'Tables in which the relay may create and change records, separated by commas.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-watched-columns'],
  name: 'x_alrt_relay.watched_columns',
  type: 'string',
  value:
    'state,hold_reason,assigned_to,assignment_group,short_description,description,impact,urgency,priority,close_code,close_notes,parent_incident,duplicate_of',
  description: 'Columns whose changes are sent to the relay, separated by commas.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-excluded-columns'],
  name: 'x_alrt_relay.excluded_columns',
  type: 'string',
  value: '',
  description:
    'Columns whose values never leave this instance, separated by commas; also work_notes, comments and attachments. Number, class and state of a record always do.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-capture'],
  name: 'x_alrt_relay.capture',
  type: 'choicelist',
  value: 'after',
  choices: ['after', 'async'],
  description:
    'after: changes are noted within the write that makes them. async: shortly afterwards, with the final values and journal only; for instances that do not run after rules of an app on task.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-forwarded-tables'],
  name: 'x_alrt_relay.forwarded_tables',
  type: 'string',
  value: '',
  description: 'Written by the app: the tables that have active forward rules.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-drain-batch'],
  name: 'x_alrt_relay.drain_batch',
  type: 'integer',
  value: 100,
  description: 'Most changes in one call to the relay, 1 to 100.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-drain-attempts'],
  name: 'x_alrt_relay.drain_attempts',
  type: 'integer',
  value: 12,
  description: 'A change that the relay refused this often has failed for good.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-takeover-seconds'],
  name: 'x_alrt_relay.takeover_seconds',
  type: 'integer',
  value: 600,
  description:
    'After this time a claim of a request that never ended is taken over. Keep it above the longest transaction.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-max-body-bytes'],
  name: 'x_alrt_relay.max_body_bytes',
  type: 'integer',
  value: 4000000,
  description: 'Larger requests are refused with 413.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-sent-days'],
  name: 'x_alrt_relay.sent_days',
  type: 'integer',
  value: 30,
  description:
    'Sent changes are deleted after so many days, and those that wait although their connection was deleted or is that of the original of a clone. Other waiting and failed ones never are.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-note-days'],
  name: 'x_alrt_relay.note_days',
  type: 'integer',
  value: 400,
  description:
    'For so many days a note is known as added (a replay after that could add it again), and a closed record that was forwarded as told.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-alarm-minutes'],
  name: 'x_alrt_relay.alarm_minutes',
  type: 'integer',
  value: 15,
  description: 'A change that waits longer raises the event x_alrt_relay.outbox.stuck.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-rotation-hours'],
  name: 'x_alrt_relay.rotation_hours',
  type: 'integer',
  value: 24,
  description: 'After a rotation both secrets sign for so many hours.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-silence-minutes'],
  name: 'x_alrt_relay.silence_minutes',
  type: 'integer',
  value: 30,
  description:
    'A relay from which nothing was heard, or that could not be reached, for so long raises the event x_alrt_relay.relay.silent.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-attachment-types'],
  name: 'x_alrt_relay.attachment_types',
  type: 'string',
  value: 'image/png,image/jpeg,image/gif,image/webp',
  description:
    'Kinds of attachments that are told to the relay, separated by commas; empty: none. Others never leave, not even their names.',
  roles: { read: [viewer], write: [relayAdmin] },
});
Property({
  $id: Now.ID['property-max-attachment-bytes'],
  name: 'x_alrt_relay.max_attachment_bytes',
  type: 'integer',
  value: 3000000,
  description: 'Larger attachments are told by name and size only. At most 5000000.',
  roles: { read: [viewer], write: [relayAdmin] },
});
