import { GlideRecord } from '@servicenow/glide';
import type { ConnectRequest } from '@alert-relay/shared-types';
import { toConnectionKey } from '../domain/connection-key.ts';
import { tables } from '../names.ts';
import { instanceIdentity } from './instance.ts';
import { findBy, inSeconds, now, readColumn, readNumber } from './record.ts';
import { toText } from './text.ts';

export interface Connection {
  readonly sysId: string;
  readonly key: string;
  readonly name: string;
  readonly workspace: string;
  readonly isActive: boolean;
  readonly mode: string;
  readonly relayUrl: string;
  readonly instanceId: string;
  readonly failures: number;
  /** Empty or a time in Glide's form. */
  readonly nextAttempt: string;
}

export function saveConnection(request: ConnectRequest): void {
  const key = toConnectionKey(request.workspace, request.connection);
  const known = findBy(tables.connection, 'connection_key', key);
  const row = known ?? new GlideRecord(tables.connection);
  if (known === undefined) row.initialize();
  row.setValue('connection_key', key);
  row.setValue('workspace', request.workspace);
  row.setValue('name', request.connection);
  row.setValue('active', true);
  row.setValue('mode', request.mode);
  row.setValue('relay_url', request.relay_url ?? '');
  row.setValue('relay_version', request.relay_version);
  // setDisplayValue encrypts a two-way password, setValue would store the text as it is.
  if (request.secret !== undefined) row.getElement('secret').setDisplayValue(request.secret);
  row.setValue('instance_id', instanceIdentity().id);
  row.setValue('state', 'connected');
  row.setValue('failures', 0);
  row.setValue('next_attempt', '');
  row.setValue('last_error', '');
  if (known !== undefined) row.update();
  // Two relays may introduce themselves at once: whoever loses the unique column writes over the row.
  else if (row.insert() === null) saveConnection(request);
}

export function findConnection(key: string): Connection | undefined {
  const row = findBy(tables.connection, 'connection_key', key);
  return row === undefined ? undefined : toConnection(row);
}

export function listConnections(name?: string): readonly Connection[] {
  const rows = new GlideRecord(tables.connection);
  if (name !== undefined) rows.addQuery('name', name);
  rows.query();
  const connections: Connection[] = [];
  while (rows.next()) connections.push(toConnection(rows));
  return connections.filter((connection) => name === undefined || connection.name === name);
}

/** The clear secret; it never leaves this process but as a key. */
export function readSecret(connection: Connection): string {
  const row = findBy(tables.connection, 'sys_id', connection.sysId);
  return row === undefined ? '' : toText(row.getElement('secret').getDecryptedValue());
}

export function recordSuccess(connection: Connection): void {
  update(connection, {
    state: 'connected',
    failures: 0,
    next_attempt: '',
    last_error: '',
    last_success: now(),
  });
}

export function recordFailure(connection: Connection, because: string, seconds: number): void {
  update(connection, {
    state: 'failing',
    failures: connection.failures + 1,
    next_attempt: inSeconds(seconds),
    last_error: because.slice(0, 1000),
    last_failure: now(),
  });
}

export function recordClone(connection: Connection): void {
  update(connection, {
    state: 'cloned',
    last_error: 'This instance is a clone of the one that the relay knows. Connect it anew.',
  });
}

function update(connection: Connection, values: Readonly<Record<string, string | number>>): void {
  const row = findBy(tables.connection, 'sys_id', connection.sysId);
  if (row === undefined) return;
  for (const [column, value] of Object.entries(values)) row.setValue(column, value);
  row.update();
}

function toConnection(row: GlideRecord): Connection {
  return {
    sysId: row.getUniqueValue(),
    key: readColumn(row, 'connection_key'),
    name: readColumn(row, 'name'),
    workspace: readColumn(row, 'workspace'),
    isActive: readColumn(row, 'active') === 'true',
    mode: readColumn(row, 'mode'),
    relayUrl: readColumn(row, 'relay_url'),
    instanceId: readColumn(row, 'instance_id'),
    failures: readNumber(row, 'failures'),
    nextAttempt: readColumn(row, 'next_attempt'),
  };
}
