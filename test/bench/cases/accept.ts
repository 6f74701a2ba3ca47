import { intakeUrl, sourceToken } from '../../support/relay-file.ts';
import type { BenchCase, Figures, RunOptions } from '../bench-case.ts';
import { startBenchRelay } from '../bench-relay.ts';
import { generateLoad, startBareServer, startStub, type Load } from '../programs.ts';
import { median, rounded } from '../statistics.ts';

/** How fast alerts are taken, each on the disk before its 202, against a server that only says 202. */
export const accept: BenchCase = {
  name: 'accept',
  limits: [
    { key: 'acceptRatio', atLeast: 0.3 },
    { key: 'acceptP99Ratio', atMost: 4 },
  ],
  run,
};

async function run({ seconds, rounds }: RunOptions): Promise<Figures> {
  // A connection that is switched off: every alert is taken with all that follows from it, nothing of it
  // is done meanwhile. How fast it is done is what the case `deliver` measures.
  await using stub = await startStub(0);
  await using bare = await startBareServer();
  await using relay = await startBenchRelay(stub.ready.url, { connection: { enabled: false } });
  const measure = (url: string, name: string): Promise<Load> =>
    generateLoad({ url, token: sourceToken, name, warmUpSeconds: 1, amount: { seconds } });

  const bareRounds: Load[] = [];
  const relayRounds: Load[] = [];
  for (let round = 1; round <= rounds; round++) {
    bareRounds.push(await measure(bare.ready.url, `bare-${round}`));
    relayRounds.push(await measure(intakeUrl(relay.url), `accept-${round}`));
  }
  const acceptPerSecond = median(relayRounds.map(({ perSecond }) => perSecond));
  const barePerSecond = median(bareRounds.map(({ perSecond }) => perSecond));
  const acceptP99Ms = median(relayRounds.map(({ p99Ms }) => p99Ms));
  const bareP99Ms = median(bareRounds.map(({ p99Ms }) => p99Ms));
  return {
    acceptRatio: rounded(acceptPerSecond / barePerSecond),
    acceptP99Ratio: rounded(acceptP99Ms / bareP99Ms),
    acceptPerSecond: rounded(acceptPerSecond),
    acceptP50Ms: rounded(median(relayRounds.map(({ p50Ms }) => p50Ms))),
    acceptP99Ms: rounded(acceptP99Ms),
    barePerSecond: rounded(barePerSecond),
    bareP99Ms: rounded(bareP99Ms),
  };
}
