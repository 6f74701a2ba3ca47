import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openGate } from '../support/gate.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { isDrained, readRelayMetrics } from '../support/relay-metrics.ts';
import { startInstance } from '../support/start-instance.ts';
import { startRelay } from '../support/start-relay.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { check, type Verdict } from './checker.ts';
import { gatherEvidence, startSender } from './run-crash-test.ts';
import { slowDown } from './slow-down.ts';

export interface LoadOptions {
  /** Events a second, and for how long. */
  readonly rate: number;
  readonly seconds: number;
  /** So many times the rate, for a sixth of the time. */
  readonly burst: number;
  /** Groups of alerts at once. */
  readonly lanes?: number;
  /** The share of the time that the instance runs; all of it if absent. */
  readonly slowInstance?: number;
  /** How long a proxy before the instance waits for an answer; there is none if absent. */
  readonly patienceSeconds?: number;
}

export interface LoadReport {
  readonly acknowledged: number;
  /** Until the last event was taken: more than was asked for where the machine is too slow. */
  readonly sentWithinSeconds: number;
  /** From then until ServiceNow had everything. */
  readonly drainedWithinSeconds: number;
  /** Memory of the relay, MB: the mean of the second and of the last quarter of the time. */
  readonly rssMb: Quarters;
  /** The least that JavaScript held in those quarters, MB: what is left when V8 has just collected all of it. */
  readonly heldMb: Quarters;
  /** Calls that were applied or not, and whose caller was not told. */
  readonly givenUp: number;
  readonly verdict: Verdict;
}

interface Quarters {
  readonly secondQuarter: number;
  readonly lastQuarter: number;
}

/** A group has so many events, of which the first makes a record and the last ends it. */
const STEPS = 20;
const PAGE_KB = 4;

/** Load instead of kills: the same sender, instance and checker around one relay that lives. */
export async function runLoadTest({
  rate,
  seconds,
  burst,
  lanes = 150,
  slowInstance = 1,
  patienceSeconds,
}: LoadOptions): Promise<LoadReport> {
  await using folder = await createTemporaryFolder('load');
  await using instance = await startInstance();
  await using proxy =
    patienceSeconds === undefined
      ? undefined
      : await openGate(instance.url, { patienceMs: patienceSeconds * 1000 });
  const asSeen = { ...instance, url: proxy?.url ?? instance.url };
  await using relay = await startRelay({
    workspaces: [alertmanagerWorkspace({ instance: asSeen })],
  });
  using slowness = slowInstance < 1 ? slowDown(instance.pid, slowInstance) : undefined;
  const ledger = path.join(folder.path, 'ledger.jsonl');
  const startedAt = performance.now();
  await using sender = await startSender([relay.url], ledger, [
    `--lanes=${lanes}`,
    `--steps=${STEPS}`,
    `--rate=${rate}`,
    `--seconds=${seconds}`,
    `--burst=${burst}`,
  ]);

  const rssMb: number[] = [];
  const heldMb: number[] = [];
  const watching = setInterval(() => {
    rssMb.push(readRssMb(relay.pid()));
    void readHeldMb(relay.url).then((mb) => heldMb.push(mb));
  }, 1000);
  const { code } = await sender.exited.finally(() => clearInterval(watching));
  if (code !== 0) throw new Error(`The sender ended badly:\n${sender.output()}`);
  const sentAt = performance.now();
  await waitFor(() => isDrained(relay.url), { within: 600_000, every: 100, what: 'the drain' });
  const drainedAt = performance.now();
  slowness?.[Symbol.dispose]();

  const client = createInstanceClient(instance.url, instance.admin);
  const evidence = await gatherEvidence(ledger, client, STEPS);
  return {
    acknowledged: evidence.acknowledged.length,
    sentWithinSeconds: toSeconds(sentAt - startedAt),
    drainedWithinSeconds: toSeconds(drainedAt - sentAt),
    rssMb: ofQuarters(rssMb, mean),
    heldMb: ofQuarters(heldMb, (values) => Math.round(Math.min(...values))),
    givenUp: proxy?.givenUp() ?? 0,
    verdict: check(evidence),
  };
}

/** The second and the last quarter: in the first one much is done for the first time. */
function ofQuarters(
  values: readonly number[],
  sum: (values: readonly number[]) => number,
): Quarters {
  const quarter = Math.ceil(values.length / 4);
  return {
    secondQuarter: sum(values.slice(quarter, 2 * quarter)),
    lastQuarter: sum(values.slice(-quarter)),
  };
}

/** A relay too busy to answer is asked again a second later. */
async function readHeldMb(relayUrl: string): Promise<number> {
  const figure = await readRelayMetrics(relayUrl).catch(() => undefined);
  return (figure?.('nodejs_heap_size_used_bytes') ?? Infinity) / 2 ** 20;
}

/** Pages in memory: the second figure of proc(5) statm. */
function readRssMb(pid: number): number {
  const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return (Number(pages) * PAGE_KB) / 1024;
}

function mean(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  return Math.round(sum / Math.max(1, values.length));
}

function toSeconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
