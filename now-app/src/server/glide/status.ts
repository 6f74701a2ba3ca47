import type { StatusAnswer } from '@alert-relay/shared-types';
import { tables } from '../names.ts';
import type { Connection } from './connections.ts';
import { countLinks } from './links.ts';
import { findBy, readColumn } from './record.ts';
import { countChanges, waitingOf } from './statistics.ts';

export function statusOf(connection: Connection): StatusAnswer['connections'][number] {
  const row = findBy(tables.connection, 'sys_id', connection.sysId);
  const read = (column: string): string => (row === undefined ? '' : readColumn(row, column));
  const waiting = waitingOf(connection.key);
  return {
    workspace: connection.workspace,
    connection: connection.name,
    mode: connection.mode,
    state: connection.isActive ? read('state') : 'disconnected',
    relay_url: connection.relayUrl,
    relay_version: read('relay_version'),
    last_success: read('last_success'),
    last_heard: connection.lastHeard,
    silent: connection.isSilent,
    last_failure: read('last_failure'),
    last_error: read('last_error'),
    waiting: waiting.count,
    oldest_waiting_minutes: waiting.oldestMinutes,
    dead: countChanges(connection.key, 'dead'),
    linked: countLinks(connection.workspace, connection.name),
  };
}
