// Posts alerts as fast as they are answered, and prints one JSON line about it. Its own process, so
// that making the load does not take time from what is measured.
//   node test/bench/generator/main.ts --url URL --token TOKEN --name NAME [--connections N] (--seconds N | --count N)
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
    seconds: { type: 'string' },
    count: { type: 'string' },
  },
});

const nextBody = createBodies(values.name);
if (Number(values['warm-up']) > 0) await run(forSeconds(Number(values['warm-up'])));
const measured = await run(
  values.count === undefined
    ? forSeconds(Number(values.seconds ?? 5))
    : times(Number(values.count)),
);
console.log(
  JSON.stringify({
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

/** Distinct alerts of 1.5 KB at the price of a join: one body is made, its group then replaced. */
function createBodies(name: string): () => string {
  const placeholder = 'service-of-the-benchmark';
  const body = alertmanagerNotification({
    group: placeholder,
    status: 'firing',
    description: `No answer on any of the three probes for more than five minutes; ${'detail '.repeat(10)}`,
    startsAt: new Date(),
  });
  const fingerprint = /"fingerprint":"(?<hex>[0-9a-f]{16})"/.exec(body)?.groups?.['hex'] ?? '';
  const parts = body.replace(fingerprint, placeholder).split(placeholder);
  let sent = 0;
  return () => parts.join(`${name}-${sent++}`);
}
