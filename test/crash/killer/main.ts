// Runs a relay and kills it again and again, at moments that follow from a seed. Between relay and
// instance stands a gate that holds the answers, so that it is known which kills hit open calls.
// Prints one JSON line when the relay is up, one per kill, and one when it has done its work.
//   node test/crash/killer/main.ts --instance '{"url": …, "integration": …}' --kills N --seed N
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openGate } from '../../support/gate.ts';
import { between, createRandom } from '../../support/random.ts';
import { alertmanagerWorkspace } from '../../support/relay-file.ts';
import { startRelay } from '../../support/start-relay.ts';
import { waitFor } from '../../support/wait-for.ts';

const { values } = parseArgs({
  options: {
    instance: { type: 'string', default: '{}' },
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    /** A bug to switch on in the relay, to show that the checker sees it. */
    fault: { type: 'string' },
  },
});
const Access = z.object({
  url: z.string(),
  integration: z.object({ user: z.string(), password: z.string() }),
});
const instance = Access.parse(JSON.parse(values.instance));
const random = createRandom(Number(values.seed));

const gate = await openGate(instance.url, { holdMs: () => between(random, 20, 200) });
const relay = await startRelay({
  workspaces: [alertmanagerWorkspace({ instance: { ...instance, url: gate.url } })],
  ...(values.fault === undefined ? {} : { env: { RELAY_TEST_FAULT: values.fault } }),
});
process.once('SIGTERM', () => {
  void relay
    .stop()
    .then(() => gate.close())
    .then(() => process.exit(0));
});
console.log(JSON.stringify({ relay: relay.url }));

for (let kill = 1; kill <= Number(values.kills); kill++) {
  await pause(between(random, 100, 700));
  if (kill % 3 !== 0) await waitForOpenCall();
  const inFlight = openUpserts();
  await relay.kill();
  console.log(JSON.stringify({ kill, inFlight }));
  await relay.start();
}
console.log(JSON.stringify({ done: true }));

/** Two kills of three wait for the worst moment; the others come when they come. */
async function waitForOpenCall(): Promise<void> {
  await waitFor(() => openUpserts() > 0, { within: 20_000, every: 2, what: 'a call in flight' });
}

function openUpserts(): number {
  return gate.inFlight().filter(({ method }) => method === 'PUT').length;
}
