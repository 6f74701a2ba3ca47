import { intakeUrl, sourceToken } from '../../support/relay-file.ts';
import type { Relay } from '../../support/start-relay.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { BenchCase, Figures, RunOptions } from '../bench-case.ts';
import { startBenchRelay } from '../bench-relay.ts';
import { countAnswered, createDirectly, generateLoad, startStub, type Stub } from '../programs.ts';
import { median, rounded } from '../statistics.ts';

const latencyMs = 50;
const concurrency = 32;
const warmUpCount = 1_000;

/** From the first POST to the last record, against a client that does nothing but create records. */
export const deliver: BenchCase = {
  name: 'deliver',
  limits: [{ key: 'deliverRatio50', atLeast: 0.95 }],
  run,
};

async function run({ seconds, rounds }: RunOptions): Promise<Figures> {
  await using stub = await startStub(latencyMs);
  await using relay = await startBenchRelay(stub.ready.url, {
    // One by one, as the other side does it; what batches bring is the case `batch`.
    connection: { calls: { atOnce: concurrency, perCall: 1 } },
  });
  const endToEnd = (name: string, amount: number) => measureEndToEnd(stub, relay, name, amount);
  // What the concurrency allows in that time; both sides get the same number.
  const count = Math.round((seconds * concurrency * 1_000) / latencyMs);
  await endToEnd('warm-up', Math.min(count, warmUpCount));

  const directRounds: number[] = [];
  const endToEndRounds: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    directRounds.push(await createDirectly(stub.ready.url, count));
    endToEndRounds.push(await endToEnd(`deliver-${round}`, count));
  }
  return {
    deliverRatio50: rounded(median(endToEndRounds) / median(directRounds)),
    deliverPerSecond50: rounded(median(endToEndRounds)),
    directPerSecond50: rounded(median(directRounds)),
  };
}

/** Events per second. */
async function measureEndToEnd(
  stub: Stub,
  relay: Relay,
  name: string,
  count: number,
): Promise<number> {
  const answeredBefore = (await countAnswered(stub)).answered;
  // The process that makes the load takes 0.2 s to start; that of the other side is not counted either.
  const { startedAt } = await generateLoad({
    url: intakeUrl(relay.url),
    token: sourceToken,
    name,
    amount: { count },
  });
  await waitFor(async () => (await countAnswered(stub)).answered >= answeredBefore + count, {
    within: 120_000,
    every: 50,
    what: `${count} records in the stub`,
  });
  const { lastAt } = await countAnswered(stub);
  return count / ((lastAt - startedAt) / 1_000);
}
