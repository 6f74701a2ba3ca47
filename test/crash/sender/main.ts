// Sends alerts to the relay and keeps a ledger of what it said and what it was promised.
// It is never killed; on SIGTERM it finishes the groups that it has begun and ends.
//   node test/crash/sender/main.ts --url URL[,URL…] --token TOKEN --ledger FILE --lanes N
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { alertmanagerNotification } from '../../sources/notification.ts';
import type { Statement } from '../checker.ts';
import { openLedger } from '../ledger.ts';
import { toMarker } from '../marker.ts';

/** A group fires, changes twice and is resolved: each step has a record or a note to show for it. */
const stepsPerGroup = 4;
const retryAfterMs = 25;

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    token: { type: 'string', default: '' },
    ledger: { type: 'string', default: '' },
    lanes: { type: 'string', default: '8' },
  },
});
const urls = values.url.split(',');
/** As behind a load balancer: each request goes to the next relay, so a lane comes in through all of them. */
let turn = 0;
const ledger = openLedger(values.ledger);
let isToEnd = false;
process.on('SIGTERM', () => {
  isToEnd = true;
});

console.log('sending');
await Promise.all(Array.from({ length: Number(values.lanes) }, (_, lane) => runLane(lane)));
ledger.close();

async function runLane(lane: number): Promise<void> {
  for (let group = 1; !isToEnd; group++) {
    const startsAt = new Date();
    for (let step = 1; step <= stepsPerGroup; step++) {
      await sayUntilHeard({ key: `lane-${lane}-${group}`, step }, startsAt);
    }
  }
}

/** Like Alertmanager, goes on until somebody takes it; unlike it, never gives up. */
async function sayUntilHeard(statement: Statement, startsAt: Date): Promise<void> {
  const body = alertmanagerNotification({
    group: statement.key,
    status: statement.step === stepsPerGroup ? 'resolved' : 'firing',
    description: toMarker(statement),
    startsAt,
    ...(statement.step === stepsPerGroup ? { endsAt: new Date() } : {}),
  });
  for (;;) {
    ledger.append({ what: 'attempted', ...statement });
    if (await isHeard(body)) {
      ledger.append({ what: 'acknowledged', ...statement });
      return;
    }
    await pause(retryAfterMs);
  }
}

async function isHeard(body: string): Promise<boolean> {
  try {
    turn += 1;
    const answer = await fetch(urls[turn % urls.length] ?? '', {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${values.token}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(5_000),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
