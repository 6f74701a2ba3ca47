import { setTimeout as delay } from 'node:timers/promises';
import type { Connection, Route } from './domain/configuration.ts';
import { nameOf } from './domain/connection-name.ts';
import { sha256Hex } from './lib/digest.ts';
import { Secret } from './lib/secret.ts';
import { startConnectionTasks, type TaskDeps, type WantedTasks } from './start-connection-tasks.ts';
import type { SilenceRoute } from './sync/reconcile/end-silent-alerts.ts';

interface Running {
  /** Of everything that its tasks go by: they are started anew when it differs. */
  readonly fingerprint: string;
  readonly stopping: AbortController;
  readonly tasks: readonly Promise<void>[];
}

/** What goes on for each connection besides jobs, as `startConnectionTasks` starts it. */
export interface ConnectionTasks {
  /** Starts, stops and restarts what has to be, by what is configured now. */
  follow(): void;
  stop(): Promise<void>;
}

export function createConnectionTasks(deps: TaskDeps): ConnectionTasks {
  const running = new Map<string, Running>();
  const ended: Promise<void>[] = [];

  function follow(): void {
    const { connections, routes } = deps.current();
    const wanted = new Map(
      connections.map((connection) => [nameOf(connection), toWanted(connection, routes)]),
    );
    for (const [id, task] of running) {
      const now = wanted.get(id);
      if (now === undefined || fingerprintOf(now) !== task.fingerprint) end(id, task);
    }
    for (const [id, now] of wanted) {
      if (!running.has(id)) running.set(id, begin(now));
    }
  }

  function end(id: string, { stopping, tasks }: Running): void {
    stopping.abort();
    running.delete(id);
    ended.push(...tasks);
  }

  function begin(wanted: WantedTasks): Running {
    const stopping = new AbortController();
    const { signal } = stopping;
    const wait = (ms: number): Promise<void> =>
      delay(ms, undefined, { signal }).catch(() => undefined);
    const run = { wait, isStopped: () => signal.aborted };
    const tasks = startConnectionTasks(deps, run, wanted);
    return { fingerprint: fingerprintOf(wanted), stopping, tasks };
  }

  return {
    follow,
    async stop() {
      for (const [id, task] of running) end(id, task);
      await Promise.all(ended);
    },
  };
}

function toWanted(connection: Connection, routes: readonly Route[]): WantedTasks {
  const { workspace, name } = connection;
  const own = routes.filter((route) => route.workspace === workspace && route.connection === name);
  return {
    connection,
    tables: [...new Set(own.map(({ table }) => table))].toSorted(),
    hasPictures: own.some(({ backSync }) => backSync.attachments),
    hasDeletions: own.some(({ backSync }) => backSync.deletes !== 'off'),
    silences: own.flatMap(toSilence),
  };
}

function toSilence({ enabled, name, resolveWhenSilentForMs }: Route): readonly SilenceRoute[] {
  return enabled && resolveWhenSilentForMs !== undefined ? [{ name, resolveWhenSilentForMs }] : [];
}

/** With the secrets in it, of which only the hash is kept. */
function fingerprintOf(wanted: WantedTasks): string {
  const text = JSON.stringify(wanted, function reveal(this: unknown, key, value: unknown) {
    const original: unknown = typeof this === 'object' ? Reflect.get(Object(this), key) : undefined;
    return original instanceof Secret ? original.reveal() : value;
  });
  return sha256Hex(text);
}
