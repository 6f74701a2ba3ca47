import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { inProject, projectFolder } from '../support/project.ts';
import { startProcess, type StartedProcess } from '../support/start-process.ts';

/** The programs of the benchmark, each in a process of its own. */

const Served = z.object({ url: z.string(), counts: z.string().optional() });
type Served = z.output<typeof Served>;

const Load = z.object({
  /** Of the first request; `performance.timeOrigin` and `performance.now()` added up. */
  startedAt: z.number(),
  requests: z.number(),
  perSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  statuses: z.record(z.string(), z.number()),
});
export type Load = z.output<typeof Load>;

export function startBareServer(): Promise<StartedProcess<Served>> {
  return serve('bare-server', []);
}

export type Stub = StartedProcess<Served>;

export function startStub(delayMs: number, perRecordMs = 0, slots = Infinity): Promise<Stub> {
  return serve('stub-instance', [
    `--delay-ms=${delayMs}`,
    `--per-record-ms=${perRecordMs}`,
    `--slots=${slots}`,
  ]);
}

export interface LoadOptions {
  readonly url: string;
  readonly token: string;
  readonly name: string;
  readonly warmUpSeconds?: number;
  /** How many groups all alerts are about; without it each is about one of its own. */
  readonly keys?: number;
  readonly amount: { readonly seconds: number } | { readonly count: number };
}

/** Posts distinct alerts from 32 connections; anything but success makes the figure worthless. */
export async function generateLoad({ amount, ...options }: LoadOptions): Promise<Load> {
  const [[unit, value] = ['seconds', 1]] = Object.entries(amount);
  const load = Load.parse(
    await runProgram('generator', [
      `--url=${options.url}`,
      `--token=${options.token}`,
      `--name=${options.name}`,
      `--warm-up=${options.warmUpSeconds ?? 0}`,
      ...(options.keys === undefined ? [] : [`--keys=${options.keys}`]),
      `--${unit}=${value}`,
    ]),
  );
  const failed = Object.keys(load.statuses).filter((status) => !['200', '202'].includes(status));
  if (failed.length > 0)
    throw new Error(`${options.url} answered ${JSON.stringify(load.statuses)}`);
  return load;
}

const Counts = z.object({
  answered: z.number(),
  calls: z.number(),
  spentMs: z.number(),
  /** When the last of them was answered, as `startedAt` of a load. */
  lastAt: z.number(),
});

/** How many records a stub has answered for, in how many calls, and how long these took it, all together. */
export async function countAnswered(stub: Stub): Promise<z.output<typeof Counts>> {
  return Counts.parse(await (await fetch(stub.ready.counts ?? '')).json());
}

export async function createDirectly(url: string, count: number): Promise<number> {
  const answer = await runProgram('direct', ['--url', url, '--count', String(count)]);
  return z.object({ perSecond: z.number() }).parse(answer).perSecond;
}

function serve(folder: string, args: readonly string[]): Promise<StartedProcess<Served>> {
  return startProcess({
    name: folder,
    command: process.execPath,
    args: [programOf(folder), ...args],
    ready: (line) => Served.safeParse(line.startsWith('{') ? JSON.parse(line) : undefined).data,
  });
}

async function runProgram(folder: string, args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [programOf(folder), ...args], {
    cwd: projectFolder,
  });
  return JSON.parse(stdout);
}

function programOf(folder: string): string {
  return inProject('test/bench', folder, 'main.ts');
}
