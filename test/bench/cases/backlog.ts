import { readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { intakeUrl, sourceToken } from '../../support/relay-file.ts';
import { multiplyWaiting } from '../../support/multiply-waiting.ts';
import type { Relay } from '../../support/start-relay.ts';
import type { BenchCase, Figures } from '../bench-case.ts';
import { startBenchRelay } from '../bench-relay.ts';
import { countAnswered, generateLoad, startStub, type Stub } from '../programs.ts';
import { rounded } from '../statistics.ts';

const few = 10_000;
const many = 1_000_000;
const latencyMs = 50;
const settleMs = 2_000;
/** Short enough that of the few some are left at the end. */
const windowMs = 4_000;

/** How fast an outage is made up for, and in how much memory, when a million alerts wait. */
export const backlog: BenchCase = {
  name: 'backlog',
  limits: [
    { key: 'backlogDrainRatio', atLeast: 0.8 },
    { key: 'backlogRssMb', atMost: 250 },
  ],
  run,
};

async function run(): Promise<Figures> {
  const ofFew = await drain(few);
  const ofMany = await drain(many);
  return {
    backlogDrainRatio: rounded(ofMany.perSecond / ofFew.perSecond),
    backlogDrainPerSecond: rounded(ofMany.perSecond),
    backlogRssMb: rounded(Math.max(ofFew.rssMb, ofMany.rssMb)),
  };
}

interface Drain {
  readonly perSecond: number;
  readonly rssMb: number;
}

/** Starts on a store in which so many alerts wait, each about something else. */
async function drain(waiting: number): Promise<Drain> {
  await using stub = await startStub(latencyMs);
  await using relay = await startBenchRelay(stub.ready.url);
  // The instance keeps silent until all of it is there.
  process.kill(stub.pid, 'SIGSTOP');
  const one = { url: intakeUrl(relay.url), token: sourceToken, name: 'one', amount: { count: 1 } };
  await generateLoad(one);
  await relay.kill();
  multiplyWaiting(relay.dataFolder, waiting);
  process.kill(stub.pid, 'SIGCONT');
  await relay.start();
  return await watch(stub, relay);
}

async function watch(stub: Stub, relay: Relay): Promise<Drain> {
  await pause(settleMs);
  const before = (await countAnswered(stub)).answered;
  const startedAt = performance.now();
  let rssMb = 0;
  while (performance.now() - startedAt < windowMs) {
    rssMb = Math.max(rssMb, residentMb(relay.pid()));
    await pause(100);
  }
  const done = (await countAnswered(stub)).answered - before;
  const perSecond = done / ((performance.now() - startedAt) / 1_000);
  await relay.kill();
  return { perSecond, rssMb };
}

function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(?<kb>\d+) kB/.exec(status)?.groups?.['kb'] ?? NaN) / 1024;
}
