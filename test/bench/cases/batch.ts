import process from 'node:process';
import { intakeUrl, sourceToken } from '../../support/relay-file.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { BenchCase, Figures } from '../bench-case.ts';
import { startBenchRelay } from '../bench-relay.ts';
import { countAnswered, createDirectly, generateLoad, startStub } from '../programs.ts';
import { rounded } from '../statistics.ts';

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

async function run(): Promise<Figures> {
  await using stub = await startStub(latencyMs, perRecordMs);
  const directPerSecond = await createDirectly(stub.ready.url, directly);
  await using relay = await startBenchRelay(stub.ready.url);
  // Everything is there before the first answer: the instance is away until then.
  const { answered } = await countAnswered(stub);
  process.kill(stub.pid, 'SIGSTOP');
  await generateLoad({
    url: intakeUrl(relay.url),
    token: sourceToken,
    name: 'batch',
    amount: { count: waiting },
  });
  const startedAt = performance.now();
  process.kill(stub.pid, 'SIGCONT');
  await waitFor(async () => (await countAnswered(stub)).answered >= answered + waiting, {
    within: 240_000,
    every: 20,
    what: `${waiting} records in the stub`,
  });
  const perSecond = waiting / ((performance.now() - startedAt) / 1_000);
  return {
    batchRatio50: rounded(perSecond / directPerSecond),
    batchPerSecond50: rounded(perSecond),
    batchDirectPerSecond50: rounded(directPerSecond),
  };
}
