import { requireTable } from '../dictionary/dictionary.ts';
import { newRow, valueOf, type Row } from '../engine/session.ts';
import { insertRecord } from '../engine/write-record.ts';
import { enqueueJob } from '../store/jobs.ts';
import { textFrom } from '../scripts/runtime.ts';
import type { GlideKit } from './glide-kit.ts';

export interface QueuedEvent {
  readonly name: string;
  readonly row: Row | undefined;
  readonly first: unknown;
  readonly second: unknown;
  readonly queue: unknown;
  readonly dueAt: number | undefined;
}

/** An event becomes a row in sysevent; script actions for its name run later, in the background. */
export function queueEvent(kit: GlideKit, event: QueuedEvent): void {
  const { engine } = kit.runtime;
  const registered = engine.store
    .prepare('SELECT sys_id FROM sysevent_register WHERE event_name = ?')
    .get(event.name);
  if (registered === undefined && !kit.scope.isGlobal) {
    kit.runtime.log(
      'error',
      `Event ${event.name} is not registered: no script action will run`,
      kit.scope.name,
    );
    return;
  }
  const row = newRow(requireTable(engine.dictionary(), 'sysevent'));
  row.values = {
    name: event.name,
    parm1: textFrom(event.first),
    parm2: textFrom(event.second),
    queue: textFrom(event.queue),
    state: 'ready',
    table: event.row?.table.name ?? '',
    instance: event.row === undefined ? '' : valueOf(event.row, 'sys_id'),
    user_id: kit.runtime.session().user.sysId,
    user_name: kit.runtime.session().user.userName,
  };
  if (insertRecord(kit.runtime.session(), row).kind !== 'written') return;
  engine.store.write(() =>
    enqueueJob(engine.store, event.dueAt ?? engine.shared.nowMs(), 'event', {
      sysId: valueOf(row, 'sys_id'),
    }),
  );
}
