import type { LinksPage } from '@alert-relay/shared-types';
import type { Logger } from 'pino';
import type { Commit, Unit } from '../../database/group-commit.ts';
import type { Db } from '../../database/schema.ts';
import type { Connection } from '../../domain/configuration.ts';
import { hasNoteOn } from '../../domain/note-on.ts';
import { compareSides, mayMissChanges } from '../../domain/reconcile.ts';
import { toConnectionName } from '../../domain/connection-name.ts';
import type { Clock } from '../../lib/clock.ts';
import { createTroubles } from '../../lib/troubles.ts';
import type { NewId } from '../../lib/ids.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { findWaitingSubjects } from '../../queue/head.ts';
import { KEYS_PER_CALL } from '../../servicenow/links.ts';
import { findSequences } from '../../store/changes.ts';
import {
  findLinksByKey,
  findNewestLink,
  type Link,
  type LinkPlace,
  pageOfLinksToCompare,
} from '../../store/links.ts';
import { recordReconciled } from '../../store/record-links.ts';
import { loadStates, type LoadStatesDeps, type OtherSide } from './load-states.ts';

export interface SweepDeps {
  readonly db: Db;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly servicenow: LoadStatesDeps['servicenow'] & {
    listLinks(
      connection: Connection,
      from: { readonly since: string } | { readonly after: string },
    ): Promise<LinksPage>;
  };
  readonly isStopped: () => boolean;
}

export interface Swept {
  readonly compared: number;
  /** Links that differ: each gets a job in its lane, which looks again and sets right what it finds. */
  readonly different: number;
  /** Records of the connection that no link of ours is about. */
  readonly unknownHere: number;
}

/** A record that ended longer ago is not compared any more, unless somebody asks for it. */
const ENDED_WITHIN_MS = 7 * 86_400_000;

export interface SweepTaskDeps extends SweepDeps {
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly wait: (ms: number) => Promise<void>;
}

/** Step 7, again and again: compares both sides of the links of a connection. */
export async function sweepRegularly(deps: SweepTaskDeps, connection: Connection): Promise<void> {
  const { reconcileEveryMs: everyMs } = connection;
  if (everyMs === undefined) return;
  const of = toConnectionName(connection);
  const troubles = createTroubles();
  const compare = async (): Promise<void> => {
    const swept = await sweepLinks(deps, connection);
    if (swept.different > 0) deps.log.warn({ ...of, ...swept }, 'both sides differ');
  };
  for (;;) {
    await deps.wait(everyMs);
    if (deps.isStopped()) return;
    await troubles.attempt('sweep', compare, {
      begins: ({ code, message }) =>
        deps.log.warn({ ...of, code, message }, 'both sides could not be compared'),
      ends: () => deps.log.info(of, 'both sides are compared again'),
    });
  }
}

/**
 * Compares the links that are open or were heard of lately, page by page, and leaves what differs to a
 * job in the lane of the link. `since` (ms) adds what either side touched from then on.
 */
export async function sweepLinks(
  deps: SweepDeps,
  connection: Connection,
  since?: number,
): Promise<Swept> {
  const heardSince = since ?? deps.clock.now() - ENDED_WITHIN_MS;
  const total = { compared: 0, different: 0, unknownHere: 0 };
  const upTo = await findNewestLink(deps.db, connection);
  let after: LinkPlace | undefined;
  while (upTo !== undefined && !deps.isStopped()) {
    const page = { after, upTo, since: heardSince, limit: KEYS_PER_CALL };
    const links = await pageOfLinksToCompare(deps.db, connection, page);
    if (links.length === 0) break;
    after = links.at(-1);
    total.compared += links.length;
    total.different += await compareAll(deps, connection, links);
  }
  if (since === undefined || connection.mode === 'table') return total;
  return sweepTouched(deps, connection, since, total);
}

/** What the instance touched, although nothing of it was heard here. */
async function sweepTouched(
  deps: SweepDeps,
  connection: Connection,
  since: number,
  before: Swept,
): Promise<Swept> {
  const total = { ...before };
  let from: { since: string } | { after: string } = { since: new Date(since).toISOString() };
  for (;;) {
    const page: LinksPage = await deps.servicenow.listLinks(connection, from);
    const keys = page.links.map(({ key }) => key);
    const links = (await findLinksByKey(deps.db, keys)).filter(isOf(connection));
    const older = links.filter(({ phase }) => phase !== 'open');
    total.unknownHere += keys.length - links.length;
    total.compared += older.length;
    total.different += await compareAll(deps, connection, older);
    if (page.next === null) return total;
    from = { after: page.next };
  }
}

function isOf({ workspace, name }: Connection): (link: Link) => boolean {
  return (link) => link.workspace === workspace && link.connection === name;
}

async function compareAll(
  deps: SweepDeps,
  connection: Connection,
  all: readonly Link[],
): Promise<number> {
  // A record of somebody else's is not compared: nothing of it is ours but the notes.
  const links = all.filter(({ sentFields }) => !hasNoteOn(sentFields));
  if (links.length === 0) return 0;
  const states = await loadStates(deps, connection, links);
  const verdicts: { readonly link: Link; readonly verdict: Verdict }[] = [];
  for (const link of links) {
    verdicts.push({ link, verdict: await judge(deps, connection, link, states.get(link.key)) });
  }
  const different = verdicts.filter(({ verdict }) => verdict.kind === 'differs');
  await deps.commit(async (unit) => {
    for (const { link, verdict } of verdicts) {
      if (verdict.kind === 'complete') await recordReconciled(unit, link, verdict.upTo);
    }
    await compareLater(
      deps,
      unit,
      different.map(({ link }) => link),
    );
  });
  return different.length;
}

type Verdict =
  | { readonly kind: 'equal' }
  | { readonly kind: 'differs' }
  /** Nothing is missing up to there, and the next sweep need not count again. */
  | { readonly kind: 'complete'; readonly upTo: number };

async function judge(
  { db }: SweepDeps,
  { mode, changes }: Connection,
  link: Link,
  there: OtherSide | undefined,
): Promise<Verdict> {
  if (mode === 'table' && there === undefined) return { kind: 'equal' };
  if (compareSides(link, there?.state).kind !== 'none') return { kind: 'differs' };
  const last = there?.state.last_sequence ?? null;
  if (changes === 'off' || there === undefined || last === null) return { kind: 'equal' };
  if (last <= link.reconciledSequence || there.state.waiting > 0) return { kind: 'equal' };
  const kept = await findSequences(db, link, link.reconciledSequence);
  return mayMissChanges(link, there.state, kept)
    ? { kind: 'differs' }
    : { kind: 'complete', upTo: last };
}

/** Puts the comparison of these links into their lanes, once each. */
export async function compareLater(
  { clock, newId }: Pick<SweepDeps, 'clock' | 'newId'>,
  unit: Unit,
  links: readonly Pick<Link, 'key' | 'lane' | 'workspace'>[],
): Promise<void> {
  const lanes = links.map(({ lane }) => lane);
  const waiting = await findWaitingSubjects(unit.db, 'link.compare', lanes);
  await enqueue(
    unit,
    links
      .filter(({ key }) => !waiting.has(key))
      .map(({ key, lane, workspace }) => ({
        id: newId(),
        workspace,
        lane,
        kind: 'link.compare',
        subject: key,
        now: clock.now(),
      })),
  );
}
