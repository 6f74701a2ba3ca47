import { enqueueJob } from '../store/jobs.ts';
import { textOf, type Store } from '../store/database.ts';
import { rowsOf, type Values } from '../store/rows.ts';

/** Puts each active scheduled script into the queue of jobs once, unless it waits there already. */
export function queueSchedules(store: Store, nowMs: number): void {
  store.write(() => {
    const queued = store.prepare("SELECT payload FROM _job WHERE kind = 'schedule'").all();
    const waiting = new Set(queued.map((row) => textOf(row['payload'])));
    for (const row of rowsOf(store, 'sysauto_script')) {
      const sysId = row['sys_id'] ?? '';
      if (row['active'] === '0' || waiting.has(JSON.stringify({ sysId }))) continue;
      const due = nextRunMs(row, nowMs);
      if (due !== undefined) enqueueJob(store, due, 'schedule', { sysId });
    }
  });
}

/** Periodic and daily scripts only; the others run when somebody asks for them. */
function nextRunMs(row: Values, nowMs: number): number | undefined {
  const runType = row['run_type'] ?? '';
  if (runType === 'periodically') {
    const period = utcMs(row['run_period'] ?? '');
    return Number.isNaN(period) || period <= 0 ? undefined : nowMs + period;
  }
  if (runType !== 'daily') return undefined;
  const timeOfDay = utcMs(`1970-01-01 ${(row['run_time'] ?? '').slice(11)}`);
  const today =
    Math.floor(nowMs / 86_400_000) * 86_400_000 + (Number.isNaN(timeOfDay) ? 0 : timeOfDay);
  return today > nowMs ? today : today + 86_400_000;
}

function utcMs(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}

export function queueNextRun(store: Store, sysId: string, nowMs: number): void {
  const row = rowsOf(store, 'sysauto_script').find((one) => one['sys_id'] === sysId);
  if (row === undefined || row['active'] === '0') return;
  const due = nextRunMs(row, nowMs);
  if (due !== undefined) store.write(() => enqueueJob(store, due, 'schedule', { sysId }));
}
