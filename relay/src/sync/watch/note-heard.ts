import type { Commit } from '../../database/group-commit.ts';
import type { Clock } from '../../lib/clock.ts';
import { type AppBacklog, recordAppWatch, toColumns } from '../../store/app-watches.ts';
import type { ConnectionName } from '../../domain/connection-name.ts';

/** Changes come by the thousand; when the app was heard last need not be known to the second. */
const NOTE_EVERY_MS = 60_000;

/** Keeps when the app of a connection called, and what it told of itself. */
export function createNoteHeard(deps: {
  readonly commit: Commit;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): (of: ConnectionName, backlog?: AppBacklog) => void {
  const noted = new Map<string, number>();
  return (of, backlog) => {
    const now = deps.clock.now();
    const name = `${of.workspace}/${of.connection}`;
    if (backlog === undefined && now - (noted.get(name) ?? -Infinity) < NOTE_EVERY_MS) return;
    noted.set(name, now);
    const learned = { heard_at: now, ...(backlog === undefined ? {} : toColumns(backlog)) };
    deps.commit((unit) => recordAppWatch(unit, of, now, learned)).catch(deps.onError);
  };
}
