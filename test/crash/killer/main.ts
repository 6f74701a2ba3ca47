// Runs relays and kills them again and again, at moments that follow from a seed. Between each relay and
// the instance stands a gate that holds the answers, so that it is known which kills hit open calls.
// Prints one JSON line when the relays are up, one per kill, and one when it has done its work.
//   node test/crash/killer/main.ts --instance '{"url": …, "integration": …}' --kills N --seed N
//     [--replicas N --database URL] [--mode table]
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Gate, openGate } from '../../support/gate.ts';
import { between, createRandom } from '../../support/random.ts';
import { alertmanagerWorkspace, type Workspace } from '../../support/relay-file.ts';
import { type Relay, startRelay } from '../../support/start-relay.ts';
import { tableWorkspace } from '../../support/table-system.ts';
import { waitFor } from '../../support/wait-for.ts';

const { values } = parseArgs({
  options: {
    instance: { type: 'string', default: '{}' },
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    /** Relays that share the database; one without. */
    replicas: { type: 'string', default: '1' },
    database: { type: 'string' },
    /** Without the app: `table`. */
    mode: { type: 'string', default: 'app' },
    /** A bug to switch on in the relays, to show that the checker sees it. */
    fault: { type: 'string' },
  },
});
const Access = z.object({
  url: z.string(),
  integration: z.object({ user: z.string(), password: z.string() }),
});
const instance = Access.parse(JSON.parse(values.instance));
const random = createRandom(Number(values.seed));

interface Victim {
  readonly gate: Gate;
  readonly relay: Relay;
}

const victims: Victim[] = [];
for (let replica = 1; replica <= Number(values.replicas); replica += 1) {
  const gate = await openGate(instance.url, { holdMs: () => between(random, 20, 200) });
  const relay = await startRelay({
    workspaces: [workspaceAt(gate.url)],
    database: values.database,
    env: values.fault === undefined ? {} : { RELAY_TEST_FAULT: values.fault },
  });
  victims.push({ gate, relay });
}
/** In table mode the relay waits twice as long as the instance may work: a busy machine is not what this is about. */
function workspaceAt(url: string): Workspace {
  return values.mode === 'table'
    ? tableWorkspace(url, { connection: { tableMode: { quota: '4s' } } })
    : alertmanagerWorkspace({ instance: { ...instance, url } });
}

process.once('SIGTERM', () => {
  void Promise.all(victims.map(({ relay, gate }) => relay.stop().then(() => gate.close()))).then(
    () => process.exit(0),
  );
});
console.log(JSON.stringify({ relays: victims.map(({ relay }) => relay.url) }));

let kills = 0;
// Each relay has its own killer: one may die while another one comes up.
await Promise.all(victims.map(killAgain));
console.log(JSON.stringify({ done: true }));

async function killAgain(victim: Victim): Promise<void> {
  while (kills < Number(values.kills)) {
    kills += 1;
    const kill = kills;
    await pause(between(random, 20, 300));
    if (kill % 3 !== 0) await waitForOpenCall(victim);
    const inFlight = openUpserts(victim);
    await victim.relay.kill();
    console.log(JSON.stringify({ kill, inFlight }));
    await victim.relay.start();
  }
}

/** Two kills of three wait for the worst moment; the others come when they come. */
async function waitForOpenCall(victim: Victim): Promise<void> {
  await waitFor(() => openUpserts(victim) > 0, {
    within: 60_000,
    every: 2,
    what: 'a call in flight',
  });
}

/** One record, or several in a batch; in table mode a batch may only look. */
function openUpserts({ gate }: Victim): number {
  const writes = gate
    .inFlight()
    .filter(
      ({ method, path }) =>
        method === 'PUT' ||
        path.endsWith('/batch') ||
        (method !== 'GET' && path.startsWith('/api/now/table/')),
    );
  return writes.length;
}
