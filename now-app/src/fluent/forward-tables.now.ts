import {
  BooleanColumn,
  ConditionsColumn,
  IntegerColumn,
  ReferenceColumn,
  StringColumn,
  Table,
  TableNameColumn,
} from '@servicenow/sdk/core';

/** Which records that were born in ServiceNow are told to a relay, and as what. */
export const x_alrt_relay_forward_rule = Table({
  name: 'x_alrt_relay_forward_rule',
  label: 'Relay Forward Rule',
  display: 'name',
  extensible: false,
  accessibleFrom: 'package_private',
  actions: ['read'],
  allowWebServiceAccess: true,
  schema: {
    name: StringColumn({ label: 'Name', maxLength: 100, mandatory: true }),
    active: BooleanColumn({ label: 'Active', default: true }),
    table: TableNameColumn({ label: 'Table', mandatory: true }),
    filter: ConditionsColumn({ label: 'Condition', dependent: 'table', maxLength: 4000 }),
    connection: ReferenceColumn({
      label: 'Connection',
      referenceTable: 'x_alrt_relay_connection',
      mandatory: true,
    }),
    source: StringColumn({
      label: 'Source to tell',
      hint: 'The name of a source of the relay, under which the record opens an alert',
      maxLength: 100,
      mandatory: true,
    }),
    on_insert: BooleanColumn({ label: 'When a record is made', default: true }),
    on_update: BooleanColumn({ label: 'When a record comes to match', default: true }),
  },
});

/** A record that a connection is being told about; from the first change on, whatever matches later. */
export const x_alrt_relay_watch = Table({
  name: 'x_alrt_relay_watch',
  label: 'Relay Watched Record',
  display: 'watch_key',
  extensible: false,
  accessibleFrom: 'package_private',
  actions: ['read'],
  schema: {
    watch_key: StringColumn({
      label: 'Record and connection',
      maxLength: 250,
      mandatory: true,
      unique: true,
    }),
    record: StringColumn({ label: 'Record', maxLength: 32 }),
    table: TableNameColumn({ label: 'Table' }),
    connection_key: StringColumn({ label: 'Connection', maxLength: 210 }),
    source: StringColumn({ label: 'Source', maxLength: 100 }),
    last_told: StringColumn({ label: 'Values last told', maxLength: 1000000 }),
    generation: IntegerColumn({ label: 'Generation', default: 0 }),
  },
  // Deleted by the thousand when they are old: each would leave a row in sys_audit_delete for ever.
  attributes: { no_audit_delete: true },
  index: [
    { name: 'watch_record', unique: false, element: 'record' },
    { name: 'watch_age', unique: false, element: 'sys_updated_on' },
  ],
});
