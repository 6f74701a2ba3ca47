import type { Unit } from '../../database/group-commit.ts';
import type { Connection, Route } from '../../domain/configuration.ts';
import { compareSides, type RepairKind } from '../../domain/reconcile.ts';
import type { Clock } from '../../lib/clock.ts';
import { RelayError, toRelayError } from '../../lib/errors.ts';
import { enqueue } from '../../queue/enqueue.ts';
import type { Handled, Job } from '../../queue/job.ts';
import { hasUndecidedChange } from '../../store/changes.ts';
import { findLinkByKey } from '../../store/links.ts';
import { recordReconciled } from '../../store/record-links.ts';
import { insertRepairs } from '../../store/repairs.ts';
import { bringChanges, type BringChangesDeps } from './bring-changes.ts';
import { loadStates, type LoadStatesDeps } from './load-states.ts';
import { mendLink, type MendLinkDeps } from './mend-link.ts';
import type { Sides } from './mending.ts';

export interface CompareLinkDeps extends BringChangesDeps, MendLinkDeps {
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
  readonly findRoute: (workspace: string, name: string) => Route | undefined;
  readonly servicenow: LoadStatesDeps['servicenow'] &
    BringChangesDeps['servicenow'] &
    MendLinkDeps['servicenow'];
  readonly clock: Clock;
  /** By this one a job is due. */
  readonly storeClock: Clock;
  readonly metrics: {
    countRepair(labels: {
      readonly workspace: string;
      readonly connection: string;
      readonly kind: RepairKind;
    }): void;
  };
}

/**
 * Step 7: compares both sides of one link and sets right what either missed. A job in the link's own
 * lane, so that no command of ours is under way to the record meanwhile.
 */
export async function compareLink(deps: CompareLinkDeps, job: Job): Promise<Handled> {
  const sides = await loadSides(deps, job);
  // Nobody says any more how such a record is written: it stays as it is.
  if (sides === undefined) return { facts: { outcome: 'gone' }, record: async () => undefined };
  const brought = await bringChanges(deps, sides);
  const isDifferent = compareSides(sides.link, sides.there?.state).kind !== 'none';
  // What people did has to be known here before anything of theirs could be written over.
  const isTooEarly =
    isDifferent && (brought.mendings.length > 0 || (await hasUndecidedChange(deps.db, sides.link)));
  const mended = isTooEarly ? undefined : await mendLink(deps, job, sides);
  const mendings = [...brought.mendings, ...(mended === undefined ? [] : [mended])];
  const { link } = sides;
  return {
    facts: { outcome: mendings[0]?.kind ?? 'equal', number: link.number, repairs: mendings.length },
    record: async (unit) => {
      const at = deps.clock.now();
      for (const mending of mendings) await mending.record(unit, at);
      await recordReconciled(unit, link, brought.upTo);
      if (isTooEarly) await lookAgain(deps, unit, job);
      await insertRepairs(
        unit,
        mendings.map(({ kind, detail }) => ({
          id: deps.newId(),
          workspace: link.workspace,
          connection: link.connection,
          key: link.key,
          number: link.number,
          kind,
          detail,
          at,
        })),
      );
      const { workspace, connection } = link;
      for (const { kind } of mendings) deps.metrics.countRepair({ workspace, connection, kind });
    },
  };
}

const ASK_AGAIN_MS = 60_000;
const LOOK_AGAIN_AFTER_MS = 1000;
const LAST_LOOK_AFTER_MS = 16_000;

/**
 * Each time after twice as long. A change that takes longer may be waiting for a person, and what waits
 * here holds its lane back: the next sweep asks again.
 */
async function lookAgain(
  { newId, storeClock }: CompareLinkDeps,
  unit: Unit,
  { workspace, lane, kind, subject, dueAt: wasDueAt, createdAt }: Job,
): Promise<void> {
  const delayMs = Math.max(LOOK_AGAIN_AFTER_MS, 2 * (wasDueAt - createdAt));
  if (delayMs > LAST_LOOK_AFTER_MS) return;
  const now = storeClock.now();
  const dueAt = now + delayMs;
  await enqueue(unit, [{ id: newId(), workspace, lane, kind, subject, now, dueAt }]);
}

/** Nothing where the link, its connection or its route was deleted. */
async function loadSides(deps: CompareLinkDeps, job: Job): Promise<Sides | undefined> {
  const link = await findLinkByKey(deps.db, job.subject);
  const connection = link && deps.findConnection(link.workspace, link.connection);
  const route = link && deps.findRoute(link.workspace, link.route);
  if (link === undefined || connection === undefined || route === undefined) return undefined;
  try {
    const states = await loadStates(deps, connection, [link]);
    return { link, route, connection, there: states.get(link.key) };
  } catch (thrown) {
    // A question that may not be asked holds nothing else up, and is not asked again at once.
    const { code, message, details, retryAfterMs = ASK_AGAIN_MS } = toRelayError(thrown);
    throw new RelayError(code, message, { cause: thrown, details, retryAfterMs });
  }
}
