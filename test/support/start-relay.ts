import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { builtRelay } from './built-relay.ts';
import { isFree } from './free-port.ts';
import type { RelayFile, Workspace } from './relay-file.ts';
import { startProcess, type Exit, type StartedProcess } from './start-process.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

export interface RelayOptions {
  readonly workspaces: readonly Workspace[];
  /** Private hosts that it may call; all of loopback if absent. */
  readonly allow?: readonly string[];
  /** The way out for all that is not allowed by its address. */
  readonly proxy?: RelayFile['outgoing']['proxy'];
  readonly env?: Readonly<Record<string, string>>;
  /** Of a PostgreSQL that it may share, instead of an embedded store. */
  readonly database?: string | undefined;
  /** Where its embedded store lies; a temporary folder if absent. */
  readonly dataFolder?: string;
  readonly limits?: RelayFile['limits'];
  /** Put in front of the command, for a tool that watches the process: `['strace', '-f']`. */
  readonly under?: readonly string[];
}

/** A relay with an embedded store of its own, as a process. */
export interface Relay extends AsyncDisposable {
  readonly pid: () => number;
  /** Stays the same over restarts. */
  readonly url: string;
  readonly dataFolder: string;
  /** Resolves when the process that runs now has ended. */
  readonly exited: () => Promise<Exit>;
  /** What the process wrote since its last start. */
  log(): string;
  /** Ends it in order; its data stays. */
  halt(): Promise<Exit>;
  /** `kill -9`; its data stays. */
  kill(): Promise<Exit>;
  /** Starts it again on the same data, at the same address. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

export async function startRelay(options: RelayOptions): Promise<Relay> {
  const folder = await createTemporaryFolder('relay');
  const dataFolder = options.dataFolder ?? path.join(folder.path, 'data');
  const file = path.join(folder.path, 'relay.yml');
  const launch = async (port: number): Promise<StartedProcess<string>> => {
    await writeFile(file, JSON.stringify(relayFile(options, { port, dataFolder })));
    return launchRelay(options, file);
  };

  let running = await launch(await choosePort());
  const url = running.ready;
  const stop = async () => {
    await running.stop();
    await folder.remove();
  };
  return {
    url,
    dataFolder,
    pid: () => running.pid,
    exited: () => running.exited,
    log: () => running.output(),
    halt: () => running.stop(),
    kill: () => running.kill(),
    start: async () => {
      running = await launch(Number(new URL(url).port));
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Not among the ports that the system hands out: while a relay is dead, its senders would meet whoever got its port. */
async function choosePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
}

function relayFile(
  { workspaces, database, limits, proxy, allow = ['127.0.0.0/8'] }: RelayOptions,
  { port, dataFolder }: { readonly port: number; readonly dataFolder: string },
): RelayFile {
  return {
    listen: { port },
    data: dataFolder,
    ...(database === undefined ? {} : { database: { leaseSeconds: 2 } }),
    ...(limits === undefined ? {} : { limits }),
    // Everything that a test calls is on loopback.
    outgoing: { allow, ...(proxy === undefined ? {} : { proxy }) },
    provision: { workspaces },
  };
}

function launchRelay(options: RelayOptions, file: string) {
  const { under = [], env, database } = options;
  const [command, ...args] = [...under, builtRelay, 'serve', '--config', file];
  const given = { ...env, ...(database === undefined ? {} : { RELAY_DATABASE_URL: database }) };
  return startProcess({ name: 'relay', command, args, ready: listeningAt, env: given });
}

const Ready = z.object({ msg: z.literal('ready'), url: z.string() });

/** The relay logs JSON lines; one of them says that it is ready, and where. */
function listeningAt(line: string): string | undefined {
  return line.startsWith('{') ? Ready.safeParse(JSON.parse(line)).data?.url : undefined;
}
