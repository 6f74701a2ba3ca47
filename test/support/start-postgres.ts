import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, chown } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { type StartedProcess, startProcess } from './start-process.ts';
import { createTemporaryFolder } from './temporary-folder.ts';
import { waitFor } from './wait-for.ts';

export interface Postgres extends AsyncDisposable {
  /** Address of a database in it; it need not exist yet. */
  url(database: string): string;
  createDatabase(name: string): Promise<void>;
  /** As `pg_ctl -m immediate`: no goodbye, and recovery from the log at the next start. */
  crash(): Promise<void>;
  /** As a machine that loses its power: none of its processes gets to do anything more. */
  kill(): Promise<void>;
  /** Starts again on the same data and port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const DEBIAN_FOLDER = '/usr/lib/postgresql';
const OLDEST = 15;

/** Debian's newest PostgreSQL on this machine, if there is one. */
export function findPostgres(): string | undefined {
  if (!existsSync(DEBIAN_FOLDER)) return undefined;
  const versions = readdirSync(DEBIAN_FOLDER).map(Number);
  const newest = Math.max(...versions.filter((version) => version >= OLDEST));
  const binaries = path.join(DEBIAN_FOLDER, String(newest), 'bin');
  return existsSync(path.join(binaries, 'postgres')) ? binaries : undefined;
}

/** A server of its own, in a temporary folder and on a free port of loopback. */
export function startPostgres(settings: readonly string[] = []): Promise<Postgres> {
  const options = ['-U', 'relay', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'];
  return startOn((data) => runTool('initdb', ['-D', data, ...options]), settings);
}

/**
 * A standby of a server, which it hears through a port; from now on that server confirms a commit when both
 * have it on the disk.
 */
export async function startStandby(primary: Postgres, through: number): Promise<Postgres> {
  const heard = `postgres://relay@127.0.0.1:${through}/postgres`;
  const standby = await startOn((data) =>
    runTool('pg_basebackup', ['-D', data, '-d', heard, '-R', '-c', 'fast']),
  );
  await ask(primary, `alter system set synchronous_standby_names = '*'`);
  await ask(primary, 'select pg_reload_conf()');
  await waitFor(
    async () => {
      const [row] = await ask(primary, 'select sync_state from pg_stat_replication');
      return row?.['sync_state'] === 'sync';
    },
    { within: 30_000, what: 'a standby that follows' },
  );
  return standby;
}

/** From now on it is the primary, and waits for nobody. */
export async function promote(standby: Postgres): Promise<void> {
  await ask(standby, 'select pg_promote()');
}

async function ask(server: Postgres, query: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(server.url('postgres'));
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(query);
  await client.end();
  return rows;
}

function binary(name: string): string {
  const binaries = findPostgres();
  if (binaries === undefined) throw new Error(`No PostgreSQL ${OLDEST} in ${DEBIAN_FOLDER}`);
  return path.join(binaries, name);
}

async function runTool(name: string, args: readonly string[]): Promise<void> {
  const [command, ...before] = asPostgres(binary(name));
  await promisify(execFile)(command, [...before, ...args], { timeout: 60_000 });
}

async function startOn(
  makeData: (folder: string) => Promise<void>,
  settings: readonly string[] = [],
): Promise<Postgres> {
  const folder = await createTemporaryFolder('postgres');
  const data = path.join(folder.path, 'data');
  await giveToPostgres(folder.path);
  await makeData(data);
  const port = await freePort();
  const launch = () => launchServer(data, port, settings);

  let running = await launch();
  const stop = async () => {
    await running.stop();
    await folder.remove();
  };
  return {
    url: (database) => `postgres://relay@127.0.0.1:${port}/${database}`,
    createDatabase: async (name) => {
      const admin = new pg.Client(`postgres://relay@127.0.0.1:${port}/postgres`);
      await admin.connect();
      await admin.query(`create database ${name}`);
      await admin.end();
    },
    crash: async () => {
      process.kill(running.pid, 'SIGQUIT');
      await running.exited;
    },
    kill: async () => {
      const { pid } = running;
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
      for (const each of [pid, ...children.map(Number)]) process.kill(each, 'SIGKILL');
      await running.exited;
    },
    start: async () => {
      running = await launch();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function launchServer(
  data: string,
  port: number,
  settings: readonly string[],
): Promise<StartedProcess<true>> {
  const [command, ...before] = asPostgres(binary('postgres'));
  const given = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
    ...settings,
  ].flatMap((setting) => ['-c', setting]);
  return startProcess({
    name: 'PostgreSQL server',
    command,
    args: [...before, '-D', data, ...given],
    ready: (line) => /is ready to accept (read-only )?connections/.test(line) || undefined,
  });
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function asPostgres(program: string): [string, ...string[]] {
  if (process.getuid?.() !== 0) return [program];
  return ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', program];
}

async function giveToPostgres(folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  await chown(folder, idOf('-u'), idOf('-g'));
  await chmod(folder, 0o700);
}
