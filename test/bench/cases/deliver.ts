import { intakeUrl, sourceToken } from '../../support/relay-file.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { BenchCase, Figures, RunOptions } from '../bench-case.ts';
import { startBenchRelay } from '../bench-relay.ts';
import { countAnswered, createDirectly, generateLoad, startStub } from '../programs.ts';
import { median, rounded } from '../statistics.ts';

const latencyMs = 50;
const concurrency = 32;

/** From the first POST to the last record, against a client that does nothing but create records. */
export const deliver: BenchCase = {
  name: 'deliver',
  limits: [{ key: 'deliverRatio50', atLeast: 0.8 }],
  run,
};

async function run({ seconds, rounds }: RunOptions): Promise<Figures> {
  // What the concurrency allows in that time; both sides get the same number.
  const count = Math.round((seconds * concurrency * 1_000) / latencyMs);
  const direct: number[] = [];
  const endToEnd: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    direct.push(await measureDirect(count));
    endToEnd.push(await measureEndToEnd(count));
  }
  return {
    deliverRatio50: rounded(median(endToEnd) / median(direct)),
    deliverPerSecond50: rounded(median(endToEnd)),
    directPerSecond50: rounded(median(direct)),
  };
}

async function measureDirect(count: number): Promise<number> {
  await using stub = await startStub(latencyMs);
  return await createDirectly(stub.ready.url, count);
}

async function measureEndToEnd(count: number): Promise<number> {
  await using stub = await startStub(latencyMs);
  await using relay = await startBenchRelay(stub.ready.url);

  const startedAt = performance.now();
  await generateLoad({
    url: intakeUrl(relay.url),
    token: sourceToken,
    name: 'deliver',
    amount: { count },
  });
  await waitFor(async () => (await countAnswered(stub)) >= count, {
    within: 120_000,
    every: 10,
    what: `${count} records in the stub`,
  });
  return count / ((performance.now() - startedAt) / 1_000);
}
