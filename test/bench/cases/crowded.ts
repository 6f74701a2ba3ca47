import { intakeUrl, sourceToken } from '../../support/relay-file.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { BenchCase, Figures } from '../bench-case.ts';
import { startBenchRelay } from '../bench-relay.ts';
import { countAnswered, createDirectly, generateLoad, startStub } from '../programs.ts';
import { rounded } from '../statistics.ts';

const latencyMs = 50;
/** What an instance commonly gives to integrations on one of its nodes. */
const slots = 4;
const atOnce = 32;
const directly = 800;
const count = 2_000;

/**
 * An instance that does four calls at once and lets the others wait, against a client that keeps 32 under way:
 * as many records, and how long each call was in the instance. An urgent one waits no less.
 */
export const crowded: BenchCase = {
  name: 'crowded',
  limits: [
    { key: 'crowdedRatio', atLeast: 0.9 },
    { key: 'crowdedWaitRatio', atMost: 0.7 },
  ],
  run,
};

async function run(): Promise<Figures> {
  await using stub = await startStub(latencyMs, 0, slots);
  const directPerSecond = await createDirectly(stub.ready.url, directly);
  const before = await countAnswered(stub);
  const directMs = before.spentMs / before.calls;
  await using relay = await startBenchRelay(stub.ready.url, {
    connection: { calls: { atOnce, perCall: 1 } },
  });
  const startedAt = performance.now();
  await generateLoad({
    url: intakeUrl(relay.url),
    token: sourceToken,
    name: 'crowded',
    amount: { count },
  });
  await waitFor(async () => (await countAnswered(stub)).answered >= before.answered + count, {
    within: 120_000,
    every: 10,
    what: `${count} records in the stub`,
  });
  const perSecond = count / ((performance.now() - startedAt) / 1_000);
  const after = await countAnswered(stub);
  const callMs = (after.spentMs - before.spentMs) / (after.calls - before.calls);
  return {
    crowdedRatio: rounded(perSecond / directPerSecond),
    crowdedWaitRatio: rounded(callMs / directMs),
    crowdedCallMs: rounded(callMs),
    crowdedDirectCallMs: rounded(directMs),
  };
}
