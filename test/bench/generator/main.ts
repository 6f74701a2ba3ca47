// Posts alerts as fast as they are answered, and prints one JSON line about it. Its own process, so
// that making the load does not take time from what is measured.
//   node test/bench/generator/main.ts --url URL --token TOKEN --name NAME [--connections N] [--keys N] (--seconds N | --count N)
import { parseArgs } from 'node:util';
import { alertmanagerNotification } from '../../sources/notification.ts';
import { percentile } from '../statistics.ts';
import { runHttpLoop, type LoopResult } from './http-loop.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    token: { type: 'string', default: '' },
    /** Part of every group, so that no two runs send the same alert. */
    name: { type: 'string', default: 'bench' },
    connections: { type: 'string', default: '32' },
    'warm-up': { type: 'string', default: '0' },
    /** All alerts are about so many groups; without it each is about one of its own. */
    keys: { type: 'string' },
    seconds: { type: 'string' },
    count: { type: 'string' },
  },
});

const nextBody = createBodies(values.name, Number(values.keys ?? Infinity));
if (Number(values['warm-up']) > 0) await run(forSeconds(Number(values['warm-up'])));
const measured = await run(
  values.count === undefined
    ? forSeconds(Number(values.seconds ?? 5))
    : times(Number(values.count)),
);
console.log(
  JSON.stringify({
    startedAt: measured.startedAt,
    requests: measured.latenciesMs.length,
    perSecond: measured.latenciesMs.length / (measured.elapsedMs / 1_000),
    p50Ms: percentile(measured.latenciesMs, 0.5),
    p99Ms: percentile(measured.latenciesMs, 0.99),
    statuses: measured.statuses,
  }),
);

function run(isGoingOn: () => boolean): Promise<LoopResult> {
  const { url, token } = values;
  return runHttpLoop({ url, token, connections: Number(values.connections), nextBody, isGoingOn });
}

function forSeconds(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1_000;
  return () => performance.now() < end;
}

function times(count: number): () => boolean {
  let left = count;
  return () => left-- > 0;
}

/** Distinct alerts of 1.5 KB at the price of a join: one body is made, its variable parts then replaced. */
function createBodies(name: string, keys: number): () => string {
  const group = 'service-of-the-benchmark';
  const detail = 'detail-of-the-benchmark';
  const body = alertmanagerNotification({
    group,
    status: 'firing',
    description: `${detail}: no answer on any of the three probes; ${'more about it '.repeat(8)}`,
    startsAt: new Date(),
  });
  const fingerprint = /"fingerprint":"(?<hex>[0-9a-f]{16})"/.exec(body)?.groups?.['hex'] ?? '';
  const parts = body
    .replace(fingerprint, group)
    .split(detail)
    .map((part) => part.split(group));
  let sent = 0;
  return () => {
    const key = `${name}-${keys === Infinity ? sent : sent % keys}`;
    sent += 1;
    return parts.map((part) => part.join(key)).join(`detail ${sent}`);
  };
}
