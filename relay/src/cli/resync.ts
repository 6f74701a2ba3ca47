import { type Command } from 'commander';
import { z } from 'zod';
import type { Db } from '../database/schema.ts';
import { systemClock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import { recordAudit } from '../store/audit.ts';
import { findLinkByNumber, type Link } from '../store/links.ts';
import { pageOfRepairs } from '../store/repairs.ts';
import { compareLater, sweepLinks } from '../sync/reconcile/sweep-links.ts';
import { chooseConnection } from './choose-connection.ts';
import { chooseWorkspace, workspaceOptions, type WorkspaceOptions } from './choose-workspace.ts';
import { isServed } from './is-served.ts';
import { printResult, type StoreCommandDeps } from './store-options.ts';
import { thereAreMore } from './there-are-more.ts';
import { withInstances } from './with-instances.ts';
import { type OpenStore, withStore } from './with-store.ts';

interface ResyncOptions extends WorkspaceOptions {
  readonly connection?: string;
  readonly since?: string;
}

const LISTED = 200;
const ACTOR = 'command line';

/** `alert-relay resync` and `alert-relay repairs`: compare both sides on request, and what came of it. */
export function addResync(program: Command, deps: StoreCommandDeps): void {
  workspaceOptions(program.command('resync [number]'))
    .description('compare both sides of one record, or of all of a connection, and set them right')
    .option('--connection <name>', 'every open record of this connection')
    .option('--since <time>', 'and those that either side touched since, 2026-01-31T12:00:00Z')
    .action((number: string | undefined, options: ResyncOptions) =>
      withStore(deps, options, (open) =>
        number === undefined
          ? resyncConnection(deps, options, open)
          : resyncRecord(deps, options, open, number),
      ),
    );
  workspaceOptions(program.command('repairs [number]'))
    .description('what comparisons of both sides set right, newest first')
    .action((number: string | undefined, options: WorkspaceOptions) =>
      withStore(deps, options, async ({ store, workspaces }) => {
        const workspace = chooseWorkspace(options, workspaces);
        const page = await pageOfRepairs(store.db, { workspace, number, limit: LISTED });
        const { rows } = page;
        if (rows.length === 0 && number !== undefined) await findOurs(store.db, workspace, number);
        printResult(
          deps,
          options,
          rows,
          rows.length === 0
            ? ['Nothing had to be set right.']
            : [
                ...rows.map(
                  ({ at, number: of, kind, detail }) =>
                    `${new Date(at).toISOString()}  ${of}  ${kind}\n    ${detail}`,
                ),
                ...thereAreMore(page, LISTED),
              ],
        );
      }),
    );
}

async function resyncRecord(
  deps: StoreCommandDeps,
  options: ResyncOptions,
  open: OpenStore,
  number: string,
): Promise<void> {
  const { store, commit, newId, now, workspaces } = open;
  if (options.connection !== undefined || options.since !== undefined) {
    throw new RelayError(
      'REQUEST_INVALID',
      'Name either a record, or a connection by --connection (and --since).',
    );
  }
  const workspace = chooseWorkspace(options, workspaces);
  const link = await findOurs(store.db, workspace, number);
  await commit(async (unit) => {
    await compareLater({ clock: systemClock, newId }, unit, [link]);
    await recordAudit(unit, {
      id: newId(),
      at: now(),
      workspace,
      actor: ACTOR,
      action: 'link.resync',
      subject: number,
    });
  });
  printResult(deps, options, { number }, [
    `${number} is compared ${await when(open)}; "alert-relay repairs ${number}" has what was done.`,
  ]);
}

async function resyncConnection(
  deps: StoreCommandDeps,
  options: ResyncOptions,
  open: OpenStore,
): Promise<void> {
  const since = options.since === undefined ? undefined : toMoment(options.since);
  if (options.connection === undefined) {
    throw new RelayError('REQUEST_INVALID', 'Name a record, or a connection by --connection.');
  }
  const connection = await chooseConnection(open, options, options.connection);
  const { store, commit, newId, now } = open;
  await withInstances(open, async ({ servicenow }) => {
    const ground = { db: store.db, commit, clock: systemClock, newId };
    const sweeping = { ...ground, servicenow, isStopped: () => false };
    const swept = await sweepLinks(sweeping, connection, since);
    await commit((unit) =>
      recordAudit(unit, {
        id: newId(),
        at: now(),
        workspace: connection.workspace,
        actor: ACTOR,
        action: 'connection.resync',
        subject: connection.name,
        after: { ...swept, since: options.since },
      }),
    );
    printResult(deps, options, swept, [
      `${swept.compared} records compared, ${swept.different} differ and are looked at ${await when(open)}; ${swept.unknownHere} have no link here.`,
    ]);
  });
}

async function findOurs(db: Db, workspace: string, number: string): Promise<Link> {
  const link = await findLinkByNumber(db, workspace, number);
  if (link === undefined) throw new RelayError('NOT_FOUND', `No record of ours is ${number}.`);
  return link;
}

/** A command only asks for it; a relay that runs does it. */
async function when(open: OpenStore): Promise<string> {
  return (await isServed(open)) ? 'by the relay within seconds' : 'as soon as a relay runs';
}

const Moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** `Date.parse` alone finds a time in nearly any text, and takes one without a zone by the clock of here. */
function toMoment(text: string): number {
  if (Moment.safeParse(text).success) return Date.parse(text);
  throw new RelayError('REQUEST_INVALID', '--since: expected a time, 2026-01-31T12:00:00Z');
}
