import {
  BooleanColumn,
  ChoiceColumn,
  DateTimeColumn,
  IntegerColumn,
  Password2Column,
  StringColumn,
  Table,
  TableNameColumn,
  UrlColumn,
} from '@servicenow/sdk/core';

/** One row per key: which record it is, and how far its commands were applied. */
export const x_alrt_relay_link = Table({
  name: 'x_alrt_relay_link',
  label: 'Relay Link',
  display: 'number',
  extensible: false,
  accessibleFrom: 'package_private',
  actions: ['read'],
  allowWebServiceAccess: true,
  schema: {
    task_key: StringColumn({ label: 'Key', maxLength: 64, mandatory: true, unique: true }),
    table: TableNameColumn({ label: 'Table' }),
    record: StringColumn({ label: 'Record', maxLength: 32 }),
    number: StringColumn({ label: 'Number', maxLength: 40 }),
    workspace: StringColumn({ label: 'Workspace', maxLength: 100 }),
    connection: StringColumn({ label: 'Connection', maxLength: 100 }),
    source: StringColumn({ label: 'Source', maxLength: 100 }),
    episode: IntegerColumn({ label: 'Episode', default: 1 }),
    applied_sequence: IntegerColumn({ label: 'Applied command', default: 0 }),
    applied_event_id: StringColumn({ label: 'Applied event', maxLength: 100 }),
    traceparent: StringColumn({ label: 'Trace of the latest command', maxLength: 60 }),
    generation: IntegerColumn({ label: 'Generation', default: 0 }),
    external_url: UrlColumn({ label: 'In the tool', maxLength: 1024 }),
  },
  index: [
    { name: 'link_record', unique: false, element: 'record' },
    { name: 'link_number', unique: false, element: 'number' },
    { name: 'link_connection', unique: false, element: ['workspace', 'connection'] },
  ],
});

/** Whoever inserts the next generation of a name holds it; the row goes when the work is done. */
export const x_alrt_relay_claim = Table({
  name: 'x_alrt_relay_claim',
  label: 'Relay Claim',
  display: 'claim',
  extensible: false,
  // Rows that come and go with every command: each would leave one in sys_audit_delete for ever.
  attributes: { no_audit_delete: true },
  accessibleFrom: 'package_private',
  actions: ['read'],
  schema: {
    claim: StringColumn({ label: 'Claim', maxLength: 255, mandatory: true, unique: true }),
    name: StringColumn({ label: 'Name', maxLength: 230, mandatory: true }),
    generation: IntegerColumn({ label: 'Generation', mandatory: true }),
  },
  index: [{ name: 'claim_name', unique: false, element: 'name' }],
});

/** One row per note or file that was ever added to a record. */
export const x_alrt_relay_event = Table({
  name: 'x_alrt_relay_event',
  label: 'Relay Processed Event',
  display: 'event_id',
  extensible: false,
  // Deleted by the thousand when they are old: each would leave a row in sys_audit_delete for ever.
  attributes: { no_audit_delete: true },
  accessibleFrom: 'package_private',
  actions: ['read'],
  schema: {
    event_id: StringColumn({ label: 'Event', maxLength: 255, mandatory: true, unique: true }),
    task_key: StringColumn({ label: 'Key', maxLength: 64 }),
    applied_sequence: IntegerColumn({ label: 'Command' }),
    file_name: StringColumn({ label: 'File', maxLength: 255 }),
  },
  index: [
    { name: 'event_task_key', unique: false, element: 'task_key' },
    { name: 'event_age', unique: false, element: 'sys_created_on' },
  ],
});

/** One row per change of a record, in the form in which the relay receives it. */
export const x_alrt_relay_outbox = Table({
  name: 'x_alrt_relay_outbox',
  label: 'Relay Outbox',
  display: 'event_id',
  extensible: false,
  // Deleted by the thousand when they are old: each would leave a row in sys_audit_delete for ever.
  attributes: { no_audit_delete: true },
  accessibleFrom: 'package_private',
  actions: ['read'],
  allowWebServiceAccess: true,
  schema: {
    event_id: StringColumn({ label: 'Event', maxLength: 100, mandatory: true, unique: true }),
    connection_key: StringColumn({ label: 'Connection', maxLength: 210, mandatory: true }),
    table: TableNameColumn({ label: 'Table' }),
    record: StringColumn({ label: 'Record', maxLength: 32 }),
    number: StringColumn({ label: 'Number', maxLength: 40 }),
    task_key: StringColumn({ label: 'Key', maxLength: 64 }),
    sequence: IntegerColumn({ label: 'Sequence' }),
    record_sequence: StringColumn({ label: 'Record and sequence', maxLength: 60, unique: true }),
    state: ChoiceColumn({
      label: 'State',
      dropdown: 'dropdown_without_none',
      default: 'pending',
      choices: {
        pending: { label: 'Waiting', sequence: 0 },
        sent: { label: 'Sent', sequence: 1 },
        dead: { label: 'Failed for good', sequence: 2 },
      },
    }),
    attempts: IntegerColumn({ label: 'Attempts', default: 0 }),
    next_attempt: DateTimeColumn({ label: 'Next attempt' }),
    last_error: StringColumn({ label: 'Last error', maxLength: 1000 }),
    payload: StringColumn({ label: 'Payload', maxLength: 1000000 }),
  },
  index: [
    {
      name: 'outbox_waiting',
      unique: false,
      element: ['connection_key', 'state', 'sys_created_on'],
    },
    { name: 'outbox_record', unique: false, element: ['record', 'state'] },
    { name: 'outbox_age', unique: false, element: ['state', 'sys_updated_on'] },
  ],
});

/** One row per relay connection that introduced itself. */
export const x_alrt_relay_connection = Table({
  name: 'x_alrt_relay_connection',
  label: 'Relay Connection',
  display: 'name',
  extensible: false,
  accessibleFrom: 'package_private',
  actions: ['read'],
  allowWebServiceAccess: true,
  schema: {
    connection_key: StringColumn({
      label: 'Workspace and name',
      maxLength: 210,
      mandatory: true,
      unique: true,
      readOnly: true,
    }),
    workspace: StringColumn({ label: 'Workspace', maxLength: 100 }),
    name: StringColumn({ label: 'Name', maxLength: 100 }),
    active: BooleanColumn({ label: 'Active', default: true }),
    mode: ChoiceColumn({
      label: 'Mode',
      dropdown: 'dropdown_without_none',
      default: 'push',
      choices: {
        push: { label: 'Push to the relay', sequence: 0 },
        pull: { label: 'Fetched by the relay', sequence: 1 },
      },
    }),
    relay_url: UrlColumn({ label: 'Relay', maxLength: 1024 }),
    relay_version: StringColumn({ label: 'Relay version', maxLength: 40 }),
    secret: Password2Column({ label: 'Secret' }),
    old_secret: Password2Column({ label: 'Secret before the rotation' }),
    old_secret_until: DateTimeColumn({ label: 'Both secrets sign until' }),
    alarmed_at: DateTimeColumn({ label: 'Last alarm' }),
    instance_id: StringColumn({ label: 'Made on instance', maxLength: 64, readOnly: true }),
    instance_name: StringColumn({ label: 'Name of that instance', maxLength: 100, readOnly: true }),
    state: ChoiceColumn({
      label: 'State',
      dropdown: 'dropdown_without_none',
      default: 'connected',
      choices: {
        connected: { label: 'Connected', sequence: 0 },
        failing: { label: 'Failing', sequence: 1 },
        cloned: { label: 'Stopped: this instance is a clone', sequence: 2 },
      },
    }),
    failures: IntegerColumn({ label: 'Failures in a row', default: 0 }),
    next_attempt: DateTimeColumn({ label: 'Next attempt' }),
    last_error: StringColumn({ label: 'Last error', maxLength: 1000 }),
    connected_at: DateTimeColumn({ label: 'Introduced itself' }),
    last_heard: DateTimeColumn({ label: 'Last call of the relay' }),
    heartbeat_seconds: IntegerColumn({ label: 'Seconds between heartbeats', default: 0 }),
    silent: BooleanColumn({ label: 'Silent', default: false }),
    silence_alarmed_at: DateTimeColumn({ label: 'Last alarm about silence' }),
    last_success: DateTimeColumn({ label: 'Last success' }),
    last_failure: DateTimeColumn({ label: 'Last failure' }),
    generation: IntegerColumn({ label: 'Generation', default: 0 }),
  },
});
