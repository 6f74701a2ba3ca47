import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { type StartedProcess, startProcess } from './start-process.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

export interface Postgres extends AsyncDisposable {
  /** Address of a database in it; it need not exist yet. */
  url(database: string): string;
  createDatabase(name: string): Promise<void>;
  /** As `pg_ctl -m immediate`: no goodbye, and recovery from the log at the next start. */
  crash(): Promise<void>;
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
export async function startPostgres(settings: readonly string[] = []): Promise<Postgres> {
  const binaries = findPostgres();
  if (binaries === undefined) throw new Error(`No PostgreSQL ${OLDEST} in ${DEBIAN_FOLDER}`);
  const folder = await createTemporaryFolder('postgres');
  const data = path.join(folder.path, 'data');
  await giveToPostgres(folder.path);
  const [initdb, ...init] = asPostgres(path.join(binaries, 'initdb'));
  const options = ['-D', data, '-U', 'relay', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'];
  execFileSync(initdb, [...init, ...options], { stdio: 'pipe' });
  const port = await freePort();
  const launch = () => launchServer(path.join(binaries, 'postgres'), data, port, settings);

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
    start: async () => {
      running = await launch();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function launchServer(
  binary: string,
  data: string,
  port: number,
  settings: readonly string[],
): Promise<StartedProcess<true>> {
  const [command, ...before] = asPostgres(binary);
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
    ready: (line) => line.includes('is ready to accept connections') || undefined,
  });
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function asPostgres(binary: string): [string, ...string[]] {
  if (process.getuid?.() !== 0) return [binary];
  return ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', binary];
}

async function giveToPostgres(folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  await chown(folder, idOf('-u'), idOf('-g'));
  await chmod(folder, 0o700);
}
