import { GlideRecord, gs } from '@servicenow/glide';
import type { AppCheck } from '@alert-relay/shared-types';
import { tables } from '../names.ts';
import { isOnClone, listConnections, nameAmong } from './connections.ts';
import { ruleTables } from './forward-rules.ts';
import { readColumn } from './record.ts';
import { isEnabled, writableTables } from './settings.ts';

/** On these inserts rests that nothing happens twice. */
const uniqueColumns: readonly (readonly [string, string])[] = [
  [tables.link, 'task_key'],
  [tables.claim, 'claim'],
  [tables.event, 'event_id'],
  [tables.outbox, 'event_id'],
  [tables.outbox, 'record_sequence'],
  [tables.connection, 'connection_key'],
  [tables.watch, 'watch_key'],
];

/** Looks at settings and definitions, and touches nothing. */
export function preflight(): readonly AppCheck[] {
  const connections = listConnections();
  return [
    check('enabled', isEnabled(), 'The property x_alrt_relay.enabled', 'Set it to true'),
    ...writableTables().map(checkTable),
    ...writableTables().map((table) => checkPrivileges(table, ['create', 'read', 'write'])),
    ...ruleTables().map((table) => checkPrivileges(table, ['read'])),
    ...uniqueColumns.map(([table, column]) => checkUnique(table, column)),
    ...connections.map((connection) =>
      check(
        `instance of ${nameAmong(connections, connection)}`,
        !isOnClone(connection),
        'The connection was made on this instance',
        'This instance is a clone, or was renamed: connect it to a relay of its own, or anew',
      ),
    ),
    check(
      'invalid queries',
      gs.getProperty('glide.invalid_query.returns_no_rows', 'false') === 'true',
      'A query with a wrong column returns nothing instead of everything',
      'Advice only: set glide.invalid_query.returns_no_rows to true',
    ),
  ];
}

function checkTable(table: string): AppCheck {
  return check(
    `table ${table}`,
    new GlideRecord(table).isValid(),
    'The relay may create records here',
    'Take the name out of the property x_alrt_relay.tables',
  );
}

/** A published app may only do across scopes what a record allows; those of the base system are shipped. */
function checkPrivileges(table: string, operations: readonly string[]): AppCheck {
  const rows = new GlideRecord('sys_scope_privilege');
  rows.addQuery('source_scope.scope', gs.getCurrentScopeName());
  rows.addQuery('target_name', table);
  rows.addQuery('status', 'allowed');
  rows.query();
  const allowed: string[] = [];
  while (rows.next()) {
    if (readColumn(rows, 'target_name') === table) allowed.push(readColumn(rows, 'operation'));
  }
  const missing = operations.filter((operation) => !allowed.includes(operation));
  return check(
    `privileges ${table}`,
    missing.length === 0,
    `The app may ${operations.join(', ')} it`,
    `Add cross-scope privileges: application Alert Relay, target ${table}, operation ${missing.join(' and ')}, status Allowed`,
  );
}

function checkUnique(table: string, column: string): AppCheck {
  const rows = new GlideRecord('sys_dictionary');
  rows.addQuery('name', table);
  rows.addQuery('element', column);
  rows.query();
  const isUnique =
    rows.next() && readColumn(rows, 'element') === column && readColumn(rows, 'unique') === 'true';
  return check(
    `unique ${table}.${column}`,
    isUnique,
    'The column is unique in the dictionary',
    'Open the column in the dictionary and check Unique; without it records can double',
  );
}

export function check(name: string, ok: boolean, detail: string, remedy: string): AppCheck {
  return { name, ok, detail, ...(ok ? {} : { remedy }) };
}
