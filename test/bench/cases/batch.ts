import process from 'node:process';
import { intakeUrl, sourceToken } from '../../support/relay-file.ts';
import { isDrained } from '../../support/relay-metrics.ts';
import type { Relay } from '../../support/start-relay.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { BenchCase, Figures, RunOptions } from '../bench-case.ts';
import { startBenchRelay } from '../bench-relay.ts';
import { countAnswered, createDirectly, generateLoad, startStub, type Stub } from '../programs.ts';
import { median, rounded } from '../statistics.ts';

const latencyMs = 50;
const perRecordMs = 5;
const waiting = 20_000;
const directly = 2_000;

/**
 * A backlog of distinct alerts, written in batches, against a client that creates records one by one. The
 * stub charges both for the call and for each record in it.
 */
export const batch: BenchCase = {
  name: 'batch',
  limits: [{ key: 'batchRatio50', atLeast: 6 }],
  run,
};

async function run({ rounds }: RunOptions): Promise<Figures> {
  await using stub = await startStub(latencyMs, perRecordMs);
  await using relay = await startBenchRelay(stub.ready.url);
  const directRounds: number[] = [];
  const drainRounds: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    directRounds.push(await createDirectly(stub.ready.url, directly));
    drainRounds.push(await measureDrain(stub, relay, `batch-${round}`));
    await waitFor(() => isDrained(relay.url), { within: 60_000, every: 50, what: 'the drain' });
  }
  return {
    batchRatio50: rounded(median(drainRounds) / median(directRounds)),
    batchPerSecond50: rounded(median(drainRounds)),
    /** Of a relay whose code is not hot yet. */
    batchFirstPerSecond50: rounded(drainRounds[0] ?? 0),
    batchDirectPerSecond50: rounded(median(directRounds)),
  };
}

/** Records per second, from a backlog that is there before the instance answers. */
async function measureDrain(stub: Stub, relay: Relay, name: string): Promise<number> {
  const { answered } = await countAnswered(stub);
  process.kill(stub.pid, 'SIGSTOP');
  await generateLoad({
    url: intakeUrl(relay.url),
    token: sourceToken,
    name,
    amount: { count: waiting },
  });
  const startedAt = performance.now();
  process.kill(stub.pid, 'SIGCONT');
  await waitFor(async () => (await countAnswered(stub)).answered >= answered + waiting, {
    within: 240_000,
    every: 20,
    what: `${waiting} records in the stub`,
  });
  return waiting / ((performance.now() - startedAt) / 1_000);
}
