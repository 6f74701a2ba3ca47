import type { ChangeEvent, ChangesPage } from '@alert-relay/shared-types';
import type { Db } from '../../database/schema.ts';
import type { Connection } from '../../domain/configuration.ts';
import { withoutExcluded } from '../../domain/excluded-fields.ts';
import type { NewId } from '../../lib/ids.ts';
import { findKnownChanges } from '../../store/changes.ts';
import { keepChange } from './keep-brought.ts';
import type { Mending, Sides } from './mending.ts';

export interface BringChangesDeps {
  readonly db: Db;
  readonly servicenow: {
    fetchRecordChanges(connection: Connection, key: string, after: number): Promise<ChangesPage>;
  };
  readonly newId: NewId;
}

/** Towards the tool: changes that the app holds and that never came. */
export async function bringChanges(
  deps: BringChangesDeps,
  { link, connection, there }: Sides,
): Promise<{ readonly mendings: readonly Mending[]; readonly upTo: number }> {
  const last = there?.state.last_sequence ?? -1;
  const none = { mendings: [], upTo: -1 };
  if (connection.changes === 'off' || last <= link.reconciledSequence) return none;
  const mendings: Mending[] = [];
  let upTo = link.reconciledSequence;
  for (let more = true; more;) {
    const page = await deps.servicenow.fetchRecordChanges(connection, link.key, upTo);
    const known = await findKnownChanges(
      deps.db,
      { workspace: connection.workspace, connection: connection.name },
      page.changes.map(({ id }) => id),
    );
    const missing = page.changes.filter(({ id }) => !known.has(id));
    mendings.push(...missing.map((change) => bring(deps, connection, change)));
    const highest = page.changes.at(-1)?.sequence ?? upTo;
    more = page.more && highest > upTo;
    upTo = Math.max(upTo, highest);
  }
  return { mendings, upTo };
}

function bring({ newId }: BringChangesDeps, connection: Connection, found: ChangeEvent): Mending {
  const change = withoutExcluded(found, connection.excludedFields);
  const what = [
    ...change.fields.map(({ name }) => name),
    ...change.journal.map(({ element }) => element),
  ];
  return {
    kind: 'change-brought',
    detail: `Change ${change.sequence} of ${change.number} by ${change.actor.user_name} at ${change.at} had not come: ${what.join(', ') || 'nothing that is told'}`,
    record: (unit, at) => keepChange(newId, unit, connection, change, at),
  };
}
