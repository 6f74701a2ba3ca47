import { GlideRecord, gs } from '@servicenow/glide';
import type { ConnectRequest, HeartbeatRequest } from '@alert-relay/shared-types';
import type { Waiting } from '../domain/alarm.ts';
import { toConnectionKey } from '../domain/connection-key.ts';
import { outboxStuck, relayHeard, relaySilent, tables } from '../names.ts';
import { instanceIdentity } from './instance.ts';
import { ageSeconds, findBy, inSeconds, now, readColumn, readNumber } from './record.ts';
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
  /** Empty when the connection was made by an earlier version of the app. */
  readonly instanceName: string;
  readonly failures: number;
  /** Empty or a time in Glide's form. */
  readonly nextAttempt: string;
  /** Empty or a time in Glide's form. */
  readonly alarmedAt: string;
  /** Empty or times in Glide's form: the last call of the relay, the last success of ours. */
  readonly lastHeard: string;
  readonly lastSuccess: string;
  /** When the relay introduced itself last. */
  readonly connectedAt: string;
  /** As the relay announced; 0 when it sends no heartbeats. */
  readonly heartbeatSeconds: number;
  readonly isSilent: boolean;
  readonly silenceAlarmedAt: string;
}

/** False when the row can be neither made nor found: a name like it, in other letters, has the column. */
export function saveConnection(request: ConnectRequest): boolean {
  // Two relays may introduce themselves at once: whoever loses the unique column writes over the row.
  return writeConnection(request) || writeConnection(request);
}

function writeConnection(request: ConnectRequest): boolean {
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
  row.setValue('instance_name', instanceIdentity().name);
  row.setValue('state', 'connected');
  row.setValue('failures', 0);
  row.setValue('next_attempt', '');
  row.setValue('last_error', '');
  row.setValue('connected_at', now());
  row.setValue('last_heard', now());
  // A relay that was replaced by an older one sends none any more.
  row.setValue('heartbeat_seconds', 0);
  row.setValue('silent', false);
  row.setValue('silence_alarmed_at', '');
  return (known === undefined ? row.insert() : row.update()) !== null;
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

/** The relay is there. Whether it takes changes again shows with the next that is sent, at once. */
export function recordReached(connection: Connection): void {
  update(connection, { next_attempt: '', last_success: now() });
}

/**
 * Nothing is kept of an attempt that began before the relay introduced itself: it went to the address and
 * with the secret from before, and what waits would wait on because of it.
 */
export function recordFailure(connection: Connection, because: string, seconds: number): void {
  if (findConnectionById(connection.sysId)?.connectedAt !== connection.connectedAt) return;
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
    last_error:
      'This is not the instance that the relay knows: it is a clone of it, or was renamed. Connect it anew.',
  });
}

export function noteAlarm(connection: Connection, waiting: Waiting): void {
  update(connection, { alarmed_at: now() });
  raise(outboxStuck, connection, String(waiting.oldestMinutes), String(waiting.count));
}

export function recordHeartbeat(connection: Connection, request: HeartbeatRequest): void {
  update(connection, {
    last_heard: now(),
    heartbeat_seconds: request.every_seconds,
    relay_version: request.relay_version,
  });
}

const heardStepSeconds = 30;

/** A relay that fetches calls often; its row is not written each time. */
export function recordHeard(connection: Connection): void {
  if (connection.lastHeard === '' || ageSeconds(connection.lastHeard) >= heardStepSeconds) {
    update(connection, { last_heard: now() });
  }
}

export function noteSilence(connection: Connection, silence: { minutes: number; because: string }) {
  update(connection, {
    silent: 'true',
    silence_alarmed_at: now(),
    last_error: `${silence.because} for ${silence.minutes} minutes`,
  });
  raise(relaySilent, connection, String(silence.minutes), silence.because);
}

export function noteSilenceOver(connection: Connection): void {
  const minutes = Math.floor(ageSeconds(connection.silenceAlarmedAt) / 60);
  update(connection, { silent: 'false', silence_alarmed_at: '', last_error: '' });
  raise(relayHeard, connection, String(minutes), '');
}

function raise(event: string, connection: Connection, parm1: string, parm2: string): void {
  const row = findBy(tables.connection, 'sys_id', connection.sysId);
  if (row !== undefined) gs.eventQueue(event, row, parm1, parm2);
}

export function deactivate(connection: Connection): void {
  update(connection, { active: 'false', last_error: 'The relay disconnected' });
}

/** Names are unique within a workspace; where two workspaces share one, both are said. */
export function nameAmong(all: readonly Connection[], { name, workspace }: Connection): string {
  const isShared = all.filter((other) => other.name === name).length > 1;
  return isShared ? `${name} of ${workspace}` : name;
}

/**
 * On a clone everything is quiet: it is not the instance that the relay knows. Two facts, since the
 * documentation names neither among the properties that a clone leaves alone.
 */
export function isOnClone(connection: Connection): boolean {
  const { instanceName } = connection;
  const isRenamed = instanceName !== '' && instanceName !== instanceIdentity().name;
  return isRenamed || isOfOtherInstance(connection);
}

/** A new name alone may be that of the same instance; a new id is not. */
export function isOfOtherInstance({ instanceId }: Connection): boolean {
  return instanceId !== instanceIdentity().id;
}

/** Whether nothing may leave to this relay because this is a clone; then its row says so. */
export function isStoppedOnClone(connection: Connection): boolean {
  if (!isOnClone(connection)) return false;
  recordClone(connection);
  return true;
}

/** Whether the app may call this relay now. */
export function mayPush(connection: Connection): boolean {
  if (!isEnabled() || !connection.isActive || isStoppedOnClone(connection)) return false;
  if (connection.mode !== 'push') return false;
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
    instanceName: readColumn(row, 'instance_name'),
    failures: readNumber(row, 'failures'),
    nextAttempt: readColumn(row, 'next_attempt'),
    alarmedAt: readColumn(row, 'alarmed_at'),
    lastHeard: readColumn(row, 'last_heard'),
    lastSuccess: readColumn(row, 'last_success'),
    connectedAt: readColumn(row, 'connected_at'),
    heartbeatSeconds: readNumber(row, 'heartbeat_seconds'),
    isSilent: readColumn(row, 'silent') === 'true',
    silenceAlarmedAt: readColumn(row, 'silence_alarmed_at'),
  };
}
