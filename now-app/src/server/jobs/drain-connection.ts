import { acquireClaim } from '../domain/claim.ts';
import { backoffSeconds } from '../domain/backoff.ts';
import { chooseBatch, decideRowFate, type OutboxRow } from '../domain/drain.ts';
import { judgePush, toPushAddress, toPushBody } from '../domain/push.ts';
import { claimPorts } from '../glide/claims.ts';
import { findConnection, mayPush, recordFailure, recordSuccess } from '../glide/connections.ts';
import { instanceIdentity } from '../glide/instance.ts';
import { isAnyWaiting, readWaiting, settle } from '../glide/outbox.ts';
import { postSigned } from '../glide/push.ts';
import { readSecrets } from '../glide/secrets.ts';
import { drainAttempts, drainBatch } from '../glide/settings.ts';
import { tables } from '../names.ts';

/** A drain ends long before; after this a node that died in one is replaced. */
const drainTakeoverSeconds = 180;
/** Rows looked at per round. */
const lookAhead = 500;
/** One record with so many waiting changes holds up those of others after all. */
const farthestLook = 10 * lookAhead;

/** Sends what waits for one connection. One node at a time drains a connection, so order holds. */
export function drainConnection(key: string, longestMs: number): void {
  const stopAt = Date.now() + longestMs;
  do {
    const connection = findConnection(key);
    // Each change calls a drain: what waits, and that may be much, is read by the one that may send it.
    if (connection === undefined || !mayPush(connection) || !isAnyWaiting(key)) return;
    const ports = claimPorts(`drain:${connection.sysId}`, tables.connection, connection.sysId);
    const claim = acquireClaim(ports, drainTakeoverSeconds);
    // Whoever holds it looks once more after letting go, so nothing that came meanwhile is left.
    if (claim === undefined) return;
    const mayGoOn = (): boolean => Date.now() < stopAt && claim.isHeld();
    try {
      while (mayGoOn() && sendBatch(key, drainBatch(), mayGoOn));
    } finally {
      claim.release();
    }
  } while (Date.now() < stopAt && hasWork(key));
}

function hasWork(key: string): boolean {
  const connection = findConnection(key);
  return connection !== undefined && mayPush(connection) && nextBatch(key, 1).length > 0;
}

/** Looks on while all that it sees is held back by earlier changes that wait for their next attempt. */
function nextBatch(key: string, limit: number): readonly OutboxRow[] {
  const rows: OutboxRow[] = [];
  for (;;) {
    const seen = readWaiting(key, lookAhead, rows.length);
    rows.push(...seen);
    const batch = chooseBatch(rows, limit);
    if (batch.length > 0 || seen.length < lookAhead || rows.length >= farthestLook) return batch;
  }
}

/** True when a batch was settled and there may be more. */
function sendBatch(key: string, limit: number, mayGoOn: () => boolean): boolean {
  const connection = findConnection(key);
  const batch = nextBatch(key, limit);
  if (connection === undefined || !mayPush(connection) || batch.length === 0) return false;

  const body = toPushBody(
    instanceIdentity(),
    batch.map((row) => row.event),
  );
  const address = toPushAddress(connection.relayUrl, connection.name);
  const verdict = judgePush(postSigned(address, readSecrets(connection.sysId), body));
  if (verdict.kind === 'unavailable') {
    const seconds = backoffSeconds(connection.failures + 1, Math.random());
    recordFailure(connection, verdict.because, seconds);
    return false;
  }
  // One change may spoil the batch: alone, each shows for itself.
  if (verdict.kind === 'refused' && batch.length > 1) return sendSingly(key, batch.length, mayGoOn);
  const attempts = drainAttempts();
  for (const row of batch) settle(row, decideRowFate(row, verdict, attempts, Math.random()));
  recordSuccess(connection);
  return true;
}

function sendSingly(key: string, count: number, mayGoOn: () => boolean): boolean {
  for (let sent = 0; sent < count; sent += 1) {
    if (!mayGoOn() || !sendBatch(key, 1, mayGoOn)) return false;
  }
  return true;
}
