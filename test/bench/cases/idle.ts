import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { request } from 'undici';
import { alertmanagerNotification } from '../../sources/notification.ts';
import { intakeUrl, sourceToken } from '../../support/relay-file.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';
import type { BenchCase, Figures, RunOptions } from '../bench-case.ts';
import { startBenchRelay } from '../bench-relay.ts';
import { startBareServer } from '../programs.ts';
import { percentile, rounded } from '../statistics.ts';
import { startStubInstance } from '../stub-instance/stub-instance.ts';

const samplesPerSecond = 20;
/** Samples that only make the relay's code hot. */
const warmUp = 40;

/**
 * One alert while nothing else happens: from the POST to the create call that arrives, against the
 * least that this needs, one commit on the disk and one round trip.
 */
export const idle: BenchCase = {
  name: 'idle',
  limits: [
    { key: 'idleP50Ratio', atMost: 2 },
    { key: 'idleP99Ratio', atMost: 4 },
  ],
  run,
};

async function run({ seconds, rounds }: RunOptions): Promise<Figures> {
  let arrive: () => void = () => undefined;
  await using stub = await startStubInstance({ delayMs: 0, onArrival: () => arrive() });
  await using bare = await startBareServer();
  await using relay = await startBenchRelay(stub.url);
  await using folder = await createTemporaryFolder('bench');
  const commit = createCommit(path.join(folder.path, 'commit.db'));

  const idleMs: number[] = [];
  const commitMs: number[] = [];
  const roundTripMs: number[] = [];
  const samples = warmUp + samplesPerSecond * seconds * rounds;
  for (let sample = 0; sample < samples; sample++) {
    await pause(1000 / samplesPerSecond);
    const body = alertOf(sample);
    commitMs.push(timed(() => commit(body)));
    roundTripMs.push(await timedAsync(() => post(bare.ready.url, body)));
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const answered = post(intakeUrl(relay.url), body);
    idleMs.push(await timedAsync(() => arrived));
    await answered;
  }
  return toFigures([idleMs, commitMs, roundTripMs].map((values) => values.slice(warmUp)));
}

function toFigures([idleMs = [], commitMs = [], roundTripMs = []]: readonly number[][]): Figures {
  const at = (share: number) => {
    const least = percentile(commitMs, share) + percentile(roundTripMs, share);
    return { ms: percentile(idleMs, share), ratio: percentile(idleMs, share) / least };
  };
  return {
    idleP50Ratio: rounded(at(0.5).ratio),
    idleP99Ratio: rounded(at(0.99).ratio),
    idleP50Ms: rounded(at(0.5).ms),
    idleP99Ms: rounded(at(0.99).ms),
    commitP50Ms: rounded(percentile(commitMs, 0.5)),
    commitP99Ms: rounded(percentile(commitMs, 0.99)),
    roundTripP50Ms: rounded(percentile(roundTripMs, 0.5)),
    roundTripP99Ms: rounded(percentile(roundTripMs, 0.99)),
  };
}

/** One row in one transaction, with the same promise as the relay's store: synced before it returns. */
function createCommit(file: string): (body: string) => void {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE delivery (id INTEGER PRIMARY KEY, body BLOB NOT NULL)');
  const insert = database.prepare('INSERT INTO delivery (body) VALUES (?)');
  return (body) => void insert.run(Buffer.from(body));
}

function alertOf(sample: number): string {
  return alertmanagerNotification({
    group: `idle-${sample}`,
    status: 'firing',
    description: 'No answer on any of the three probes for more than five minutes.',
    startsAt: new Date(),
  });
}

async function post(url: string, body: string): Promise<void> {
  const answer = await request(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${sourceToken}`, 'content-type': 'application/json' },
    body,
  });
  await answer.body.text();
  if (answer.statusCode !== 200 && answer.statusCode !== 202) {
    throw new Error(`${url} answered ${answer.statusCode}`);
  }
}

function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

async function timedAsync(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
