import path from 'node:path';
import { z } from 'zod';
import {
  createInstanceClient,
  type InstanceClient,
  type Write,
} from '../support/instance-client.ts';
import { inProject } from '../support/project.ts';
import { intakeUrl, sourceToken } from '../support/relay-file.ts';
import { isDrained } from '../support/relay-metrics.ts';
import { startInstance, type RunningInstance } from '../support/start-instance.ts';
import { startProcess, type StartedProcess } from '../support/start-process.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { check, type Effect, type Evidence, type Verdict } from './checker.ts';
import { readLedger } from './ledger.ts';
import { readMarkers } from './marker.ts';

export interface CrashOptions {
  readonly kills: number;
  readonly seed: number;
  /** A bug to switch on in the relay (RELAY_TEST_FAULT). */
  readonly fault?: string;
}

export interface CrashReport {
  readonly seed: number;
  readonly kills: number;
  /** Kills that hit a call which the instance had taken and not answered. */
  readonly killsInFlight: number;
  readonly acknowledged: number;
  readonly verdict: Verdict;
}

const KillerLine = z.union([
  z.object({ relay: z.string() }),
  z.object({ kill: z.int(), inFlight: z.int() }),
  z.object({ done: z.literal(true) }),
]);

/**
 * Sender, instance and killer are processes that nobody kills; the relay between them dies as often as
 * asked. Then all that the sender was promised is compared with all that the instance wrote.
 */
export async function runCrashTest(options: CrashOptions): Promise<CrashReport> {
  await using folder = await createTemporaryFolder('crash');
  await using instance = await startInstance();
  await using killer = await startKiller(options, instance);
  const ledger = path.join(folder.path, 'ledger.jsonl');
  const sender = await startSender(killer.ready, ledger);

  const killed = () => killerLines(killer).filter((line) => 'kill' in line);
  await waitFor(() => killerLines(killer).some((line) => 'done' in line), {
    within: 30_000 + options.kills * 10_000,
    every: 100,
    what: () => `${options.kills} kills, of which ${killed().length} came:\n${killer.output()}`,
  });
  const { code } = await sender.stop();
  if (code !== 0) throw new Error(`The sender ended badly:\n${sender.output()}`);
  await waitFor(() => isDrained(killer.ready), { within: 120_000, every: 100, what: 'the drain' });

  const evidence = await gatherEvidence(ledger, createInstanceClient(instance.url, instance.admin));
  return {
    seed: options.seed,
    kills: killed().length,
    killsInFlight: killed().filter(({ inFlight }) => inFlight > 0).length,
    acknowledged: evidence.acknowledged.length,
    verdict: check(evidence),
  };
}

/** Ready with the address of its relay. */
function startKiller(
  { kills, seed, fault }: CrashOptions,
  { url, integration }: RunningInstance,
): Promise<StartedProcess<string>> {
  return startProcess({
    name: 'killer',
    command: process.execPath,
    args: [
      inProject('test/crash/killer/main.ts'),
      `--instance=${JSON.stringify({ url, integration })}`,
      `--kills=${kills}`,
      `--seed=${seed}`,
      ...(fault === undefined ? [] : [`--fault=${fault}`]),
    ],
    ready: (line) => {
      const parsed = parseLine(line);
      return parsed !== undefined && 'relay' in parsed ? parsed.relay : undefined;
    },
  });
}

function startSender(relayUrl: string, ledger: string): Promise<StartedProcess<true>> {
  return startProcess({
    name: 'sender',
    command: process.execPath,
    args: [
      inProject('test/crash/sender/main.ts'),
      `--url=${intakeUrl(relayUrl)}`,
      `--token=${sourceToken}`,
      `--ledger=${ledger}`,
    ],
    ready: (line) => line === 'sending' || undefined,
  });
}

function killerLines(killer: StartedProcess<string>): readonly z.output<typeof KillerLine>[] {
  return killer
    .output()
    .split('\n')
    .flatMap((line) => parseLine(line) ?? []);
}

function parseLine(line: string): z.output<typeof KillerLine> | undefined {
  return line.startsWith('{') ? KillerLine.safeParse(JSON.parse(line)).data : undefined;
}

async function gatherEvidence(ledger: string, instance: InstanceClient): Promise<Evidence> {
  const entries = readLedger(ledger);
  const writes = await instance.writes();
  return {
    attempted: entries.filter(({ what }) => what === 'attempted'),
    acknowledged: entries.filter(({ what }) => what === 'acknowledged'),
    effects: writes.flatMap(toEffects),
  };
}

/** A record names its key in the description that it was created with, a note in its text. */
function toEffects({ table, operation, sys_id: record, changes }: Write): readonly Effect[] {
  if (table !== 'incident') return [];
  const [first] = readMarkers(changes['description']?.new ?? '');
  const notes = readMarkers(changes['work_notes']?.new ?? '');
  return [
    ...(operation === 'insert' && first !== undefined
      ? [{ kind: 'record' as const, key: first.key, record }]
      : []),
    ...notes.map((note) => ({ kind: 'note' as const, ...note, record })),
  ];
}
