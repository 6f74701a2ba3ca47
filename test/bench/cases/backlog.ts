import { readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { intakeUrl, sourceToken } from '../../support/relay-file.ts';
import { waitFor } from '../../support/wait-for.ts';
import { multiplyWaiting, multiplyWaitingOn } from '../../support/multiply-waiting.ts';
import { startPostgres } from '../../support/start-postgres.ts';
import type { Relay } from '../../support/start-relay.ts';
import type { BenchCase, Figures } from '../bench-case.ts';
import { startBenchRelay } from '../bench-relay.ts';
import { countAnswered, generateLoad, startStub, type Stub } from '../programs.ts';
import { rounded } from '../statistics.ts';

const few = 10_000;
const many = 1_000_000;
const latencyMs = 50;
/** What is left out at both ends: there not all calls are under way. */
const edge = 1_000;
const windowMs = 6_000;

/** How fast an outage is made up for, and in how much memory, when a million alerts wait. */
export const backlog: BenchCase = {
  name: 'backlog',
  limits: [
    { key: 'backlogDrainRatio', atLeast: 0.8 },
    { key: 'backlogRssMb', atMost: 250 },
  ],
  run,
};

/** The same on a PostgreSQL of its own, whose statistics are of the quiet hour before. */
export const backlogOnPostgres: BenchCase = {
  name: 'backlog-postgres',
  limits: [
    { key: 'postgresDrainRatio', atLeast: 0.8 },
    { key: 'postgresRssMb', atMost: 250 },
  ],
  isExtra: true,
  run: runOnPostgres,
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

async function runOnPostgres(): Promise<Figures> {
  await using server = await startPostgres(['autovacuum=off']);
  await server.createDatabase('few');
  await server.createDatabase('many');
  const ofFew = await drain(few, server.url('few'));
  const ofMany = await drain(many, server.url('many'));
  return {
    postgresDrainRatio: rounded(ofMany.perSecond / ofFew.perSecond),
    postgresDrainPerSecond: rounded(ofMany.perSecond),
    postgresRssMb: rounded(Math.max(ofFew.rssMb, ofMany.rssMb)),
  };
}

interface Drain {
  readonly perSecond: number;
  readonly rssMb: number;
}

/** Starts on a store in which so many alerts wait, each about something else. */
async function drain(waiting: number, database?: string): Promise<Drain> {
  await using stub = await startStub(latencyMs);
  await using relay = await startBenchRelay(stub.ready.url, {}, database);
  // The instance keeps silent until all of it is there.
  process.kill(stub.pid, 'SIGSTOP');
  const one = { url: intakeUrl(relay.url), token: sourceToken, name: 'one', amount: { count: 1 } };
  await generateLoad(one);
  await relay.kill();
  if (database === undefined) multiplyWaiting(relay.dataFolder, waiting);
  else await multiplyWaitingOn(database, waiting, 'main/production');
  process.kill(stub.pid, 'SIGCONT');
  await relay.start();
  return await watch(stub, relay, waiting);
}

async function watch(stub: Stub, relay: Relay, waiting: number): Promise<Drain> {
  const countDone = async () => (await countAnswered(stub)).answered;
  await waitFor(async () => (await countDone()) >= edge, {
    within: 60_000,
    every: 10,
    what: `the first ${edge} records`,
  });
  const before = await countDone();
  const startedAt = performance.now();
  let rssMb = 0;
  let done = before;
  let ms = 0;
  while (ms < windowMs && done < waiting - edge) {
    await pause(20);
    rssMb = Math.max(rssMb, residentMb(relay.pid()));
    done = await countDone();
    ms = performance.now() - startedAt;
  }
  await relay.kill();
  return { perSecond: (done - before) / (ms / 1_000), rssMb };
}

function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(?<kb>\d+) kB/.exec(status)?.groups?.['kb'] ?? NaN) / 1024;
}
