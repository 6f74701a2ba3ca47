import { intakeUrl, sourceToken } from '../../support/relay-file.ts';
import { isDrained } from '../../support/relay-metrics.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { BenchCase, Figures } from '../bench-case.ts';
import { startBenchRelay } from '../bench-relay.ts';
import { countAnswered, generateLoad, startStub } from '../programs.ts';
import { rounded } from '../statistics.ts';

const events = 10_000;
const keys = 100;

/** Many alerts about few things: how many calls does ServiceNow get for them? */
export const storm: BenchCase = {
  name: 'storm',
  limits: [{ key: 'stormCallsPerEvent', atMost: 0.03 }],
  run,
};

async function run(): Promise<Figures> {
  await using stub = await startStub(50);
  await using relay = await startBenchRelay(stub.ready.url);
  await generateLoad({
    url: intakeUrl(relay.url),
    token: sourceToken,
    name: 'storm',
    keys,
    amount: { count: events },
  });
  await waitFor(() => isDrained(relay.url), { within: 120_000, every: 50, what: 'the drain' });
  return { stormCallsPerEvent: rounded((await countAnswered(stub)).calls / events) };
}
