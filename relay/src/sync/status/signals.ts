import type { Connection } from '../../domain/configuration.ts';
import { type Ended, RECENT_MS } from '../../domain/connection-status.ts';
import type { Clock } from '../../lib/clock.ts';

type Named = Pick<Connection, 'workspace' | 'name'>;

/** How the calls of each connection ended lately: what they tell without being asked. */
export interface Signals {
  note(connection: Named, failure: Ended['failure']): void;
  /** Oldest first. */
  recentOf(connection: Named): readonly Ended[];
  forget(connection: Named): void;
}

/** A burst of calls says no more than its last ones. */
const MOST = 500;

/** @param steadyClock what ended while the time of day was another one must not count for ever, nor vanish */
export function createSignals(steadyClock: Clock): Signals {
  const ended = new Map<string, Ended[]>();
  return {
    note(connection, failure) {
      const known = ended.get(toId(connection)) ?? [];
      known.push({ at: steadyClock.now(), failure });
      if (known.length > MOST) known.shift();
      ended.set(toId(connection), known);
    },
    recentOf(connection) {
      const after = steadyClock.now() - RECENT_MS;
      return (ended.get(toId(connection)) ?? []).filter(({ at }) => at > after);
    },
    forget: (connection) => void ended.delete(toId(connection)),
  };
}

function toId({ workspace, name }: Named): string {
  return `${workspace}/${name}`;
}
