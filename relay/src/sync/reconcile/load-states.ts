import type { LinkState } from '@alert-relay/shared-types';
import type { Connection } from '../../domain/configuration.ts';
import { type KnownApp, outdated } from '../../servicenow/app.ts';
import { MAX_KEYS } from '../../servicenow/table/doubles.ts';
import type { PolledRecord } from '../../servicenow/table/poll-records.ts';
import type { Link } from '../../store/links.ts';

export interface LoadStatesDeps {
  readonly servicenow: {
    findApp(connection: Connection): Promise<KnownApp>;
    compareLinks(connection: Connection, keys: readonly string[]): Promise<readonly LinkState[]>;
    findRecords(
      connection: Connection,
      table: string,
      keys: readonly string[],
    ): Promise<readonly PolledRecord[]>;
  };
}

/** How the other side of a link stands; `record` where the Table API told it. */
export interface OtherSide {
  readonly state: LinkState;
  readonly record: PolledRecord | undefined;
}

/** The other side of these links, by key. An app that cannot compare is told of by its own error. */
export async function loadStates(
  deps: LoadStatesDeps,
  connection: Connection,
  links: readonly Link[],
): Promise<ReadonlyMap<string, OtherSide>> {
  if (connection.mode === 'table') return loadRecords(deps, connection, links);
  const app = await deps.servicenow.findApp(connection);
  if (!app.features.has('links')) throw outdated(connection, app, 'links');
  const states = await deps.servicenow.compareLinks(
    connection,
    links.map(({ key }) => key),
  );
  return new Map(states.map((state) => [state.key, { state, record: undefined }]));
}

async function loadRecords(
  { servicenow }: LoadStatesDeps,
  connection: Connection,
  links: readonly Link[],
): Promise<ReadonlyMap<string, OtherSide>> {
  const found = new Map<string, OtherSide>();
  for (const [table, ofTable] of Map.groupBy(links, (link) => link.table)) {
    for (let start = 0; start < ofTable.length; start += MAX_KEYS) {
      const some = ofTable.slice(start, start + MAX_KEYS);
      const keys = some.map(({ key }) => key);
      for (const record of await servicenow.findRecords(connection, table, keys)) {
        const link = some.find(({ key }) => key === record.key);
        if (link !== undefined) found.set(link.key, { state: toState(link, record), record });
      }
    }
  }
  return found;
}

/** The Table API knows nothing of commands and keeps no changes: versions and values have to do. */
function toState(link: Link, record: PolledRecord): LinkState {
  return {
    key: link.key,
    table: record.table,
    sys_id: record.sysId,
    number: record.number,
    episode: link.episode,
    applied_seq: link.appliedSeq,
    applied_event_id: '',
    exists: true,
    state: record.fields['state'] ?? link.state,
    active: record.active,
    sys_mod_count: record.modCount,
    sys_updated_on: record.updatedOn,
    last_sequence: null,
    waiting: 0,
  };
}
