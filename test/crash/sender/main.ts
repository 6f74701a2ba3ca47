// Sends alerts to the relay and keeps a ledger of what it said and what it was promised.
// It is never killed; on SIGTERM it finishes the groups that it has begun and ends.
//   node test/crash/sender/main.ts --url URL[,URL…] --token TOKEN --ledger FILE --lanes N --steps N [--apart]
//     [--rate N --seconds N --burst N]
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { alertmanagerNotification } from '../../sources/notification.ts';
import type { Statement } from '../checker.ts';
import { createPace, type Pace } from './pace.ts';
import { openLedger } from '../ledger.ts';
import { toMarker } from '../marker.ts';

/** A start takes longer: more tries on a relay that is dead cost it the processor. */
const retryAfterMs = 100;

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    token: { type: 'string', default: '' },
    ledger: { type: 'string', default: '' },
    lanes: { type: 'string', default: '8' },
    /** Of a group: it fires, changes and is resolved; each has a record or a note to show for it. */
    steps: { type: 'string', default: '4' },
    /** The relays know nothing of each other: a lane stays with one of them. */
    apart: { type: 'boolean', default: false },
    /** Events a second of all lanes together, for so many seconds; as fast as they are taken if absent. */
    rate: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    /** So many times the rate, for a sixth of the time in its middle. */
    burst: { type: 'string', default: '1' },
  },
});
const urls = values.url.split(',');
const stepsPerGroup = Number(values.steps);
/** As behind a load balancer: each request goes to the next relay, so a lane comes in through all of them. */
let turn = 0;
const ledger = openLedger(values.ledger, { syncEveryMs: values.rate === undefined ? 0 : 50 });
let isToEnd = false;
process.on('SIGTERM', () => {
  isToEnd = true;
});

console.log('sending');
await Promise.all(Array.from({ length: Number(values.lanes) }, (_, lane) => runLane(lane)));
ledger.close();

function paceOf(lane: number): Pace {
  if (values.rate === undefined) return { next: async () => true };
  const lanes = Number(values.lanes);
  return createPace({
    perSecond: Number(values.rate) / lanes,
    seconds: Number(values.seconds),
    burst: Number(values.burst),
    offset: lane / lanes,
  });
}

async function runLane(lane: number): Promise<void> {
  const pace = paceOf(lane);
  for (let group = 1; !isToEnd; group++) {
    const startsAt = new Date();
    for (let step = 1; step <= stepsPerGroup; step++) {
      if (!(await pace.next())) return;
      await sayUntilHeard(lane, { key: `lane-${lane}-${group}`, step }, startsAt);
    }
  }
}

/** Like Alertmanager, goes on until somebody takes it; unlike it, never gives up. */
async function sayUntilHeard(lane: number, statement: Statement, startsAt: Date): Promise<void> {
  const body = alertmanagerNotification({
    group: statement.key,
    status: statement.step === stepsPerGroup ? 'resolved' : 'firing',
    description: toMarker(statement),
    startsAt,
    ...(statement.step === stepsPerGroup ? { endsAt: new Date() } : {}),
  });
  for (;;) {
    ledger.append({ what: 'attempted', ...statement });
    if (await isHeard(lane, body)) {
      ledger.append({ what: 'acknowledged', ...statement });
      return;
    }
    await pause(retryAfterMs);
  }
}

async function isHeard(lane: number, body: string): Promise<boolean> {
  try {
    turn += 1;
    const answer = await fetch(urls[(values.apart ? lane : turn) % urls.length] ?? '', {
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
