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
import { startPostgres } from '../support/start-postgres.ts';
import { startInstance, type RunningInstance } from '../support/start-instance.ts';
import { startProcess, type StartedProcess } from '../support/start-process.ts';
import { startBareInstance } from '../support/table-system.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { check, type Effect, type Evidence, type Verdict } from './checker.ts';
import { readLedger } from './ledger.ts';
import { readMarkers } from './marker.ts';

export interface CrashOptions {
  readonly kills: number;
  readonly seed: number;
  /** The sender goes on until more than so many were acknowledged: a slow machine proves no less. */
  readonly acknowledged?: number;
  /** A bug to switch on in the relay (RELAY_TEST_FAULT). */
  readonly fault?: string;
  /** They share a PostgreSQL, or each has an embedded store of its own and knows nothing of the others. */
  readonly replicas?: number;
  readonly store?: 'sqlite' | 'postgres';
  /** Without the app, by the plain Table API. */
  readonly mode?: 'app' | 'table';
}

export interface CrashReport {
  readonly seed: number;
  readonly kills: number;
  /** Kills that hit a call which the instance had taken and not answered. */
  readonly killsInFlight: number;
  readonly acknowledged: number;
  readonly verdict: Verdict;
}

/** Of a group of alerts: it fires, changes twice and is resolved. */
const STEPS = 4;

const KillerLine = z.union([
  z.object({ relays: z.array(z.string()) }),
  z.object({ kill: z.int(), inFlight: z.int() }),
  z.object({ done: z.literal(true) }),
]);

/**
 * Sender, instance and killer are processes that nobody kills; the relay between them dies as often as
 * asked. Then all that the sender was promised is compared with all that the instance wrote.
 */
export async function runCrashTest(options: CrashOptions): Promise<CrashReport> {
  await using folder = await createTemporaryFolder('crash');
  await using instance =
    options.mode === 'table' ? await startBareInstance() : await startInstance();
  const isShared = options.store === 'postgres';
  await using postgres = isShared ? await startPostgres() : undefined;
  await postgres?.createDatabase('relay');
  await using killer = await startKiller(options, instance, postgres?.url('relay'));
  const ledger = path.join(folder.path, 'ledger.jsonl');
  const apart = isShared ? [] : ['--apart'];
  await using sender = await startSender(killer.ready, ledger, [`--steps=${STEPS}`, ...apart]);

  const killed = () => killerLines(killer).filter((line) => 'kill' in line);
  const isDone = () => killerLines(killer).some((line) => 'done' in line);
  let isGone = false;
  void killer.exited.then(() => (isGone = true));
  await waitFor(() => isDone() || isGone, {
    within: 60_000 + options.kills * 30_000,
    every: 100,
    what: () => `${options.kills} kills, of which ${killed().length} came:\n${killer.output()}`,
  });
  if (!isDone()) {
    throw new Error(`The killer ended after ${killed().length} kills:\n${killer.output()}`);
  }
  const enough = options.acknowledged ?? 0;
  await waitFor(
    () => readLedger(ledger).filter(({ what }) => what === 'acknowledged').length > enough,
    {
      within: 120_000,
      every: 200,
      what: `more than ${enough} acknowledged steps`,
    },
  );
  const { code } = await sender.stop();
  if (code !== 0) throw new Error(`The sender ended badly:\n${sender.output()}`);
  for (const relay of killer.ready) {
    await waitFor(() => isDrained(relay), { within: 300_000, every: 100, what: 'the drain' });
  }

  const client = createInstanceClient(instance.url, instance.admin);
  const evidence = await gatherEvidence(ledger, client, STEPS);
  return {
    seed: options.seed,
    kills: killed().length,
    killsInFlight: killed().filter(({ inFlight }) => inFlight > 0).length,
    acknowledged: evidence.acknowledged.length,
    verdict: check(evidence),
  };
}

/** Ready with the addresses of its relays. */
function startKiller(
  { kills, seed, fault, replicas = 1, mode = 'app' }: CrashOptions,
  { url, integration }: Pick<RunningInstance, 'url' | 'integration'>,
  database: string | undefined,
): Promise<StartedProcess<readonly string[]>> {
  return startProcess({
    name: 'killer',
    command: process.execPath,
    args: [
      inProject('test/crash/killer/main.ts'),
      `--instance=${JSON.stringify({ url, integration })}`,
      `--kills=${kills}`,
      `--seed=${seed}`,
      `--replicas=${replicas}`,
      `--mode=${mode}`,
      ...(database === undefined ? [] : [`--database=${database}`]),
      ...(fault === undefined ? [] : [`--fault=${fault}`]),
    ],
    ready: (line) => {
      const parsed = parseLine(line);
      return parsed !== undefined && 'relays' in parsed ? parsed.relays : undefined;
    },
    within: 120_000,
  });
}

export function startSender(
  relayUrls: readonly string[],
  ledger: string,
  options: readonly string[],
): Promise<StartedProcess<true>> {
  return startProcess({
    name: 'sender',
    command: process.execPath,
    args: [
      inProject('test/crash/sender/main.ts'),
      `--url=${relayUrls.map((url) => intakeUrl(url)).join(',')}`,
      `--token=${sourceToken}`,
      `--ledger=${ledger}`,
      ...options,
    ],
    ready: (line) => line === 'sending' || undefined,
  });
}

function killerLines(
  killer: StartedProcess<readonly string[]>,
): readonly z.output<typeof KillerLine>[] {
  return killer
    .output()
    .split('\n')
    .flatMap((line) => parseLine(line) ?? []);
}

function parseLine(line: string): z.output<typeof KillerLine> | undefined {
  return line.startsWith('{') ? KillerLine.safeParse(JSON.parse(line)).data : undefined;
}

export async function gatherEvidence(
  ledger: string,
  instance: InstanceClient,
  lastStep: number,
): Promise<Evidence> {
  const entries = readLedger(ledger);
  const writes = await instance.writes(0, 'incident');
  return {
    attempted: entries.filter(({ what }) => what === 'attempted'),
    acknowledged: entries.filter(({ what }) => what === 'acknowledged'),
    effects: writes.flatMap((write) => [...toEffects(write), ...toTurns(write)]),
    lastStep,
  };
}

type KeyedEffect = Extract<Effect, { readonly key: string }>;

/** A record names its key in the description that it was created with, a note in its text. */
export function toEffects({
  table,
  operation,
  sys_id: record,
  changes,
}: Write): readonly KeyedEffect[] {
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

const RESOLVED = '6';

/** A record that is made is open: no turn. */
function toTurns({ operation, sys_id: record, changes }: Write): readonly Effect[] {
  const state = changes['state']?.new;
  if (operation !== 'update' || state === undefined) return [];
  return [{ kind: 'turn', to: state === RESOLVED ? 'ended' : 'open', record }];
}
