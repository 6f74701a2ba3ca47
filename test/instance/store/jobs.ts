import { textOf, type Store } from './database.ts';

/** Work that runs later in the background: async rules, events, scheduled scripts. Survives a restart. */
export interface Job {
  readonly id: number;
  readonly kind: JobKind;
  readonly payload: Readonly<Record<string, string>>;
}

export type JobKind = 'rule' | 'event' | 'schedule' | 'import' | 'outbound';

const kinds: readonly JobKind[] = ['rule', 'event', 'schedule', 'import', 'outbound'];

export function enqueueJob(
  store: Store,
  dueAt: number,
  kind: JobKind,
  payload: Job['payload'],
): void {
  store
    .prepare('INSERT INTO _job (due_at, kind, payload) VALUES (?, ?, ?)')
    .run(dueAt, kind, JSON.stringify(payload));
}

/** `thread` is written down, so that the job of a thread that dies can be told from the others. */
export function takeDueJob(store: Store, now: number, thread: number): Job | undefined {
  return store.write(() => {
    const row = store
      .prepare(
        'SELECT id, kind, payload FROM _job WHERE taken = 0 AND due_at <= ? ORDER BY due_at, id LIMIT 1',
      )
      .get(now);
    if (row === undefined) return undefined;
    const id = Number(row['id']);
    store.prepare('UPDATE _job SET taken = ? WHERE id = ?').run(thread + 1, id);
    const payload: Job['payload'] = JSON.parse(textOf(row['payload']));
    return { id, kind: kinds.find((kind) => kind === row['kind']) ?? 'event', payload };
  });
}

export function finishJob(store: Store, id: number): void {
  store.write(() => store.prepare('DELETE FROM _job WHERE id = ?').run(id));
}

/** After a crash the jobs that were running start again, as interrupted sys_trigger rows do. */
export function releaseJobs(store: Store): void {
  store.write(() => store.prepare('UPDATE _job SET taken = 0 WHERE taken <> 0').run());
}

export function nextJobDueAt(store: Store): number | undefined {
  const row = store.prepare('SELECT min(due_at) AS due FROM _job WHERE taken = 0').get();
  return row?.['due'] === null || row === undefined ? undefined : Number(row['due']);
}

export function countOpenJobs(store: Store, now: number): number {
  const row = store
    .prepare('SELECT count(*) AS n FROM _job WHERE taken <> 0 OR due_at <= ?')
    .get(now);
  return Number(row?.['n'] ?? 0);
}

/** A job that ends its thread would end the next one too, so it is not tried again. */
export function dropJobsOf(store: Store, thread: number): void {
  store.write(() => store.prepare('DELETE FROM _job WHERE taken = ?').run(thread + 1));
}
