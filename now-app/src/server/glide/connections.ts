import { GlideRecord, gs } from '@servicenow/glide';
import type { ConnectRequest } from '@alert-relay/shared-types';
import type { Waiting } from '../domain/alarm.ts';
import { toConnectionKey } from '../domain/connection-key.ts';
import { outboxStuck, tables } from '../names.ts';
import { instanceIdentity } from './instance.ts';
import { findBy, inSeconds, now, readColumn, readNumber } from './record.ts';
import { setSecret } from './secrets.ts';
import { isEnabled } from './settings.ts';

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
  /** Empty or a time in Glide's form. */
  readonly alarmedAt: string;
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
  if (request.secret !== undefined) setSecret(row, request.secret);
  row.setValue('old_secret_until', '');
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

export function findConnectionById(sysId: string): Connection | undefined {
  const row = findBy(tables.connection, 'sys_id', sysId);
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

function recordClone(connection: Connection): void {
  update(connection, {
    state: 'cloned',
    last_error: 'This instance is a clone of the one that the relay knows. Connect it anew.',
  });
}

export function noteAlarm(connection: Connection, waiting: Waiting): void {
  update(connection, { alarmed_at: now() });
  const row = findBy(tables.connection, 'sys_id', connection.sysId);
  if (row === undefined) return;
  gs.eventQueue(outboxStuck, row, String(waiting.oldestMinutes), String(waiting.count));
}

export function deactivate(connection: Connection): void {
  update(connection, { active: 'false', last_error: 'The relay disconnected' });
}

/** Whether the app may call this relay now. A clone of an instance never may: it is not the one known. */
export function mayPush(connection: Connection): boolean {
  if (!isEnabled() || !connection.isActive || connection.mode !== 'push') return false;
  if (connection.instanceId !== instanceIdentity().id) {
    recordClone(connection);
    return false;
  }
  return connection.nextAttempt === '' || connection.nextAttempt <= now();
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
    alarmedAt: readColumn(row, 'alarmed_at'),
  };
}
