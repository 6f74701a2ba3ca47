import type { Logger } from 'pino';
import type { Commit, Unit } from '../../database/group-commit.ts';
import type { Db } from '../../database/schema.ts';
import type { AlertEvent } from '../../domain/alert-event.ts';
import type { Connection, Route, Source } from '../../domain/configuration.ts';
import { toConnectionName } from '../../domain/connection-name.ts';
import { toSilentEnds } from '../../domain/silence.ts';
import type { Clock } from '../../lib/clock.ts';
import { sha256Hex } from '../../lib/digest.ts';
import { RelayError, toRelayError } from '../../lib/errors.ts';
import { namedIdAt, type NewId } from '../../lib/ids.ts';
import { createTroubles } from '../../lib/troubles.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { loadLaneAlerts } from '../../store/alerts.ts';
import {
  insertDeliveries,
  insertEvents,
  isDeliveryKept,
  toEventText,
} from '../../store/deliveries.ts';
import type { LinkPlace } from '../../store/links.ts';
import {
  findSilentLinks,
  listenFrom,
  type SilentLink,
  stopListening,
} from '../../store/silent-links.ts';

export interface EndSilentDeps {
  readonly db: Db;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly findSource: (workspace: string, name: string) => Source | undefined;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly wait: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

/** A route that ends what its tools say nothing of any more. */
export type SilenceRoute = Pick<Route, 'name'> & {
  readonly resolveWhenSilentForMs: number;
};

const EVERY_MS = 15_000;
/** A wait that took longer is none: the process or its machine stood still, or the clock was set. */
const LONGEST_WAIT_MS = 2 * EVERY_MS;
const LINKS_AT_ONCE = 500;

/**
 * Tools lose an end now and then (reliability.md L25), and no API of theirs is asked. Where a route says
 * so, alerts of which nothing is heard for so long are taken for over, as if their source had said it: by a
 * delivery of our own, which goes the way of all others. What waits in the lane before it, and was only not
 * applied yet, disproves it there.
 */
export async function endSilentRegularly(
  deps: EndSilentDeps,
  connection: Connection,
  routes: readonly SilenceRoute[],
): Promise<void> {
  const troubles = createTroubles();
  const of = toConnectionName(connection);
  let isListening = false;
  const look = async (): Promise<void> => {
    if (!isListening) await listen(deps, connection, routes);
    isListening = true;
    try {
      await endSilentAlerts(deps, connection, routes);
    } catch (error) {
      // Without it no alert is taken.
      if (toRelayError(error).code === 'STORE_UNAVAILABLE') isListening = false;
      throw error;
    }
  };
  while (!deps.isStopped()) {
    await troubles.attempt('silence', look, {
      begins: ({ code, message }) =>
        deps.log.warn({ ...of, code, message }, 'silent alerts could not be looked for'),
      ends: () => deps.log.info(of, 'silent alerts are looked for again'),
    });
    const lookedAt = deps.clock.now();
    await deps.wait(EVERY_MS);
    if (deps.clock.now() - lookedAt > LONGEST_WAIT_MS) isListening = false;
  }
}

async function listen(
  { commit, clock, isStopped }: EndSilentDeps,
  { workspace, name: connection }: Connection,
  routes: readonly SilenceRoute[],
): Promise<void> {
  for (const { name: route } of routes) {
    let after: LinkPlace | undefined;
    do {
      const page = { after, limit: LINKS_AT_ONCE };
      after = await commit((unit) =>
        listenFrom(unit, { workspace, connection, route }, clock.now(), page),
      );
    } while (after !== undefined && !isStopped());
  }
}

/** One look at the open records of these routes. One that fails holds up none behind it, and is told at the end. */
export async function endSilentAlerts(
  deps: Omit<EndSilentDeps, 'wait'>,
  { workspace, name: connection }: Connection,
  routes: readonly SilenceRoute[],
): Promise<void> {
  const { db, clock, isStopped } = deps;
  const failures: RelayError[] = [];
  for (const { name: route, resolveWhenSilentForMs } of routes) {
    const before = clock.now() - resolveWhenSilentForMs;
    let after: SilentLink | undefined;
    do {
      const page = { before, after, limit: LINKS_AT_ONCE };
      const silent = await findSilentLinks(db, { workspace, connection, route }, page);
      for (const link of silent) {
        await endSilent(deps, link, resolveWhenSilentForMs).catch((thrown: unknown) => {
          failures.push(toFailure(link, thrown));
        });
      }
      after = silent.length < LINKS_AT_ONCE ? undefined : silent.at(-1);
    } while (after !== undefined && !isStopped());
  }
  const [first] = failures;
  if (first !== undefined) throw first;
}

function toFailure({ number }: SilentLink, thrown: unknown): RelayError {
  const { code, message } = toRelayError(thrown);
  return new RelayError(code, `${number} could not be ended: ${message}`, { cause: thrown });
}

/** Says the end of all alerts of a record, once for each silence. */
async function endSilent(
  { db, commit, clock, newId, findSource, log }: Omit<EndSilentDeps, 'wait'>,
  link: SilentLink,
  silentForMs: number,
): Promise<void> {
  const { workspace, connection, source, route, lane, number, key, heardAt } = link;
  // The same at every look.
  const name = sha256Hex(JSON.stringify([key, heardAt, 'silent']));
  const id = namedIdAt(heardAt + silentForMs, name);
  const known = findSource(workspace, source);
  // Of one that is switched off nothing can be heard.
  if (known?.enabled !== true || (await isDeliveryKept(db, id))) return;
  const alerts = await loadLaneAlerts(db, lane, 'active');
  if (alerts.length === 0) return commit((unit) => stopListening(unit, key));
  const now = clock.now();
  const title = link.sentFields['short_description'] ?? link.correlationKey;
  const ends = toSilentEnds({ source, route, title, heardAt, now }, alerts);
  const delivery = { id, connector: known.connector, now };
  await commit((unit) => keepEnds(newId, unit, link, delivery, ends));
  const since = new Date(heardAt).toISOString();
  log.info({ workspace, connection, route, number, since }, 'silent: taken for over');
}

async function keepEnds(
  newId: NewId,
  unit: Unit,
  { workspace, source, route, lane, correlationKey, heardAt }: SilentLink,
  { id, connector, now }: { readonly id: string; readonly connector: string; readonly now: number },
  ends: readonly AlertEvent[],
): Promise<void> {
  const kept = { workspace, source, receivedAt: now };
  await insertDeliveries(unit, [
    {
      ...kept,
      id,
      connector,
      status: 'accepted',
      reason: ends[0]?.description,
      headers: '{}',
      body: Buffer.from(JSON.stringify({ silentSince: new Date(heardAt).toISOString() })),
    },
  ]);
  await insertEvents(
    unit,
    ends.map((event, position) => ({
      ...kept,
      id: newId(),
      deliveryId: id,
      event: toEventText(event),
      position,
      route,
      lane,
      correlationKey,
      follows: undefined,
      dueAt: undefined,
    })),
  );
  await enqueue(unit, [{ id: newId(), workspace, lane, kind: 'events.apply', subject: id, now }]);
}
