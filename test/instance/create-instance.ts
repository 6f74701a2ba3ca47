import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeInstalledStore } from './install/installed-store.ts';
import { prepareAccounts, type Accounts } from './install/prepare-accounts.ts';
import { loadDictionary } from './dictionary/load-dictionary.ts';
import { createControl, type Control } from './server/control.ts';
import { answerControl } from './server/control-api.ts';
import { createFaults } from './server/faults.ts';
import { startHttpServer } from './server/http-server.ts';
import { createCertificate } from './server/certificate.ts';
import { startWorkerPool } from './server/worker-pool.ts';
import { openStore, textOf, type Store } from './store/database.ts';
import { dropJobsOf, releaseJobs } from './store/jobs.ts';
import { createSharedBuffers, openSharedState } from './worker/shared-state.ts';

export interface InstanceOptions {
  /** The built package: the zip of `now-sdk pack`, or the folder `dist/app`. */
  readonly app?: string;
  /** An exported update set: loaded, previewed and committed, instead of the package. */
  readonly updateSet?: string;
  /** Where records are kept; by default a temporary folder that goes with the instance. */
  readonly data?: string;
  readonly port?: number;
  readonly https?: boolean;
  readonly demoData?: boolean;
  /** Whether scopes may hold "after" rules on tables of others, as seen, or not, as documented. */
  readonly crossScopeRules?: 'observed' | 'documented';
  /** When a rule fails: stop at the nearest point that has rules, or go on to the next. */
  readonly aclFallThrough?: 'nearest' | 'next';
  /** Threads pause between Glide calls, differently under each seed, so that races show. */
  readonly seed?: number;
  /** Whether scheduled scripts run by themselves; `control.runJob` runs them in any case. */
  readonly scheduledJobs?: boolean;
  readonly requestThreads?: number;
  readonly jobThreads?: number;
  /** How long the script of one request or job may run: the transaction quota. */
  readonly quotaMs?: number;
}

export interface Instance extends Accounts {
  readonly url: string;
  readonly control: Control;
  close(): Promise<void>;
}

/** Starts a simulated ServiceNow instance on loopback. */
export async function createInstance(options: InstanceOptions = {}): Promise<Instance> {
  if (options.data !== undefined) return startIn(options.data, options);
  const folder = mkdtempSync(path.join(placeForAWhile(), `instance-${process.pid}-`));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  try {
    const instance = await startIn(folder, options);
    return { ...instance, close: () => instance.close().finally(removeFolder) };
  } catch (error) {
    removeFolder();
    throw error;
  }
}

const MEMORY = '/dev/shm';
/** Containers often have 64 MB; a hundred thousand records take some hundred. */
const ENOUGH_BYTES = 2 ** 30;

/** What is gone with the instance needs no disk. */
function placeForAWhile(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  forgetKilled();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize < ENOUGH_BYTES ? tmpdir() : MEMORY;
}

/** An instance that was killed could not tidy up, and nobody would look for it there. */
function forgetKilled(): void {
  for (const name of readdirSync(MEMORY)) {
    const pid = /^instance-(?<pid>\d+)-/.exec(name)?.groups?.['pid'];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    rmSync(path.join(MEMORY, name), { recursive: true, force: true });
  }
}

async function startIn(folder: string, options: InstanceOptions): Promise<Instance> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'instance.db');
  // Written last: a folder without it was never finished, and begins anew.
  const accountsFile = path.join(folder, 'accounts.json');
  const isNew = !existsSync(accountsFile);
  const buffers = createSharedBuffers();
  const shared = openSharedState(buffers);
  if (isNew) {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true });
    await writeInstalledStore(file, options, shared);
  }
  const store = openStore(file, shared);
  try {
    const accounts = isNew ? prepareAccountsIn(store) : readAccounts(accountsFile);
    if (isNew) writeFileSync(accountsFile, JSON.stringify(accounts), { mode: 0o600 });
    releaseJobs(store);
    store.makeDurable();
    const pool = await startWorkerPool({
      file,
      shared: buffers,
      settings: {
        crossScopeRules: options.crossScopeRules ?? 'observed',
        aclFallThrough: options.aclFallThrough ?? 'nearest',
        seed: options.seed,
        quotaMs: options.quotaMs ?? 60_000,
      },
      requestThreads: options.requestThreads ?? 2,
      jobThreads: options.jobThreads ?? 2,
      scheduledJobs: options.scheduledJobs ?? true,
      onThreadLost(thread) {
        shared.releaseLockOf(thread);
        dropJobsOf(store, thread);
      },
    });
    const faults = createFaults();
    const control = createControl(store, shared, faults, pool);
    const server = await startHttpServer({
      port: options.port ?? 0,
      tls: options.https === true ? createCertificate() : undefined,
      faults,
      nowMs: () => shared.nowMs(),
      answer: (request) => pool.answer(request),
      control: (request) => answerControl(control, request),
    });
    return {
      ...accounts,
      url: `${options.https === true ? 'https' : 'http'}://127.0.0.1:${server.port}`,
      control,
      async close() {
        await server.close();
        await pool.close();
        store.close();
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** The account of the relay holds the role of the app, where one is installed. */
function prepareAccountsIn(store: Store): Accounts {
  const app = store.prepare('SELECT scope FROM sys_app').get();
  const role = app === undefined ? undefined : `${textOf(app['scope'])}.api_user`;
  return prepareAccounts(store, loadDictionary(store), role);
}

function readAccounts(file: string): Accounts {
  const accounts: Accounts = JSON.parse(readFileSync(file, 'utf8'));
  return accounts;
}
