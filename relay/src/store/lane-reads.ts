import { type RawBuilder, sql } from 'kysely';
import { loadTogether } from '../database/load-together.ts';
import { rememberQuery } from '../database/remember-query.ts';
import type { Db } from '../database/schema.ts';
import type { Member } from '../domain/situation.ts';
import { toMember } from './alerts.ts';
import { type KeptEvent, toKept } from './events.ts';
import { type Link, toLink } from './links.ts';

/** What is known of a lane before something is decided about it; lanes that ask together ask once. */
export interface LaneReads {
  /** What deliveries say about the lane, each in its order, the deliveries as they are given. */
  eventsOf(
    lane: string,
    deliveryIds: readonly string[],
  ): Promise<readonly (readonly KeptEvent[])[]>;
  /** The current episode. */
  currentLink(lane: string): Promise<Link | undefined>;
  /** The alerts that matter now: those not resolved, and those that are spoken of. */
  membersOf(lane: string, fingerprints: readonly string[]): Promise<ReadonlyMap<string, Member>>;
}

export function createLaneReads(db: Db): LaneReads {
  const eventsOfDelivery = loadTogether(async (pairs: readonly Pair[]) => {
    const rows = await selectEvents(db, pairs);
    const byPair = Map.groupBy(rows, ({ lane, delivery_id }) => nameOf([delivery_id, lane ?? '']));
    return (pair: Pair) => (byPair.get(nameOf(pair)) ?? []).map(toKept);
  });
  const currentLink = loadTogether(async (lanes: readonly string[]) => {
    const rows = await selectCurrentLinks(db, lanes);
    const byLane = new Map(rows.map((row) => [row.lane, row]));
    return (lane: string) => {
      const row = byLane.get(lane);
      return row === undefined ? undefined : toLink(row);
    };
  });
  const activeMembers = loadTogether(async (lanes: readonly string[]) => {
    const byLane = Map.groupBy(await selectActiveMembers(db, lanes), ({ lane }) => lane);
    return (lane: string) => (byLane.get(lane) ?? []).map(toMember);
  });
  const namedMember = loadTogether(async (pairs: readonly Pair[]) => {
    const rows = await selectNamedMembers(db, pairs);
    const byPair = new Map(rows.map((row) => [nameOf([row.lane, row.fingerprint]), row]));
    return (pair: Pair) => {
      const row = byPair.get(nameOf(pair));
      return row === undefined ? undefined : toMember(row);
    };
  });
  return {
    eventsOf: (lane, deliveryIds) =>
      Promise.all(deliveryIds.map(async (id) => eventsOfDelivery([id, lane]))),
    currentLink,
    async membersOf(lane, fingerprints) {
      const [active, ...named] = await Promise.all([
        activeMembers(lane),
        ...fingerprints.map(async (fingerprint) => namedMember([lane, fingerprint])),
      ]);
      const members = [...active, ...named.filter((member) => member !== undefined)];
      return new Map(members.map((member) => [member.fingerprint, member]));
    },
  };
}

type Pair = readonly [string, string];

/** Ids and names of lanes have no spaces. */
function nameOf([one, other]: Pair): string {
  return `${one} ${other}`;
}

/** As a list of rows: of plain tuples SQLite takes none. */
function isAmong(columns: readonly [string, string], pairs: readonly Pair[]): RawBuilder<boolean> {
  const [one, other] = columns;
  const rows = sql.join(pairs.map((pair) => sql`(${pair[0]}, ${pair[1]})`));
  return sql<boolean>`(${sql.ref(one)}, ${sql.ref(other)}) in (values ${rows})`;
}

const selectEvents = rememberQuery(
  (db, pairs: readonly Pair[]) =>
    db
      .selectFrom('event')
      .selectAll()
      .where(isAmong(['delivery_id', 'lane'], pairs))
      .orderBy('id'),
  (pairs) => pairs.flat(),
);

const selectCurrentLinks = rememberQuery(
  (db, lanes: readonly string[]) =>
    db
      .selectFrom('link')
      .selectAll()
      .where('lane', 'in', [...lanes])
      .where('episode', '=', (where) =>
        where
          .selectFrom('link as newer')
          .select((each) => each.fn.max('newer.episode').as('last'))
          .whereRef('newer.lane', '=', 'link.lane'),
      ),
  (lanes) => [...lanes],
);

const memberColumns = [
  'lane',
  'fingerprint',
  'status',
  'severity',
  'started_at',
  'content_hash',
] as const;

const selectActiveMembers = rememberQuery(
  (db, lanes: readonly string[]) =>
    db
      .selectFrom('alert')
      .select(memberColumns)
      .where('lane', 'in', [...lanes])
      .where('status', '!=', 'resolved'),
  (lanes) => [...lanes, 'resolved'],
);

const selectNamedMembers = rememberQuery(
  (db, pairs: readonly Pair[]) =>
    db
      .selectFrom('alert')
      .select(memberColumns)
      .where(isAmong(['lane', 'fingerprint'], pairs)),
  (pairs) => pairs.flat(),
);
