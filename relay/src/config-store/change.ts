import { type ConfigurationFault, toFaultLine } from '../config/problem.ts';
import type { NamedEntry } from '../config/kinds.ts';
import type { Configuration } from '../domain/configuration.ts';
import { type ConfigurationObject, isSameObject } from '../domain/configuration-object.ts';
import type { Unit } from '../database/group-commit.ts';
import { RelayError } from '../lib/errors.ts';
import { deleteApiTokens } from '../store/api-tokens.ts';
import { recordAudit } from '../store/audit.ts';
import { endRefreshToken, forgetRefreshToken } from '../store/refresh-tokens.ts';
import { deleteRuleToken } from '../store/rule-tokens.ts';
import {
  findRevision,
  forgetVersions,
  loadStoredObjects,
  recordVersion,
  type StoredObject,
  withRevisions,
} from '../store/configuration.ts';
import type { ConfigStoreDeps } from './deps.ts';
import { keepSecrets, sealSecrets } from './keep-secrets.ts';
import { checkObjects, combine } from './load-workspace.ts';
import { toShown } from './show.ts';

export interface Change {
  readonly workspace: string;
  /** `token NAME` or `command line`. */
  readonly actor: string;
  /** `connection.create` */
  readonly action: string;
  readonly subject: string;
  /**
   * From all that the workspace holds to what the store holds of it afterwards, in order. Throws when
   * that is not to be; runs again when somebody else was faster.
   */
  readonly edit: (objects: readonly ConfigurationObject[]) => readonly NamedEntry[];
  /** What `edit` gives was in the store before, sealed for its place. */
  readonly isOfStore?: boolean;
}

export interface Changed {
  readonly revision: number;
  readonly objects: readonly ConfigurationObject[];
}

const MAX_TRIES = 5;

/**
 * The one way in which stored configuration changes: the workspace is checked as a whole with the change
 * in it, and then all is written at once, with its version and who did it, or nothing.
 */
export async function changeConfiguration(deps: ConfigStoreDeps, change: Change): Promise<Changed> {
  const [changed] = await changeTogether(deps, [change]);
  return changed ?? { revision: 0, objects: [] };
}

/** Several workspaces, all of them or none. */
export async function changeTogether(
  deps: ConfigStoreDeps,
  changes: readonly Change[],
): Promise<readonly Changed[]> {
  for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
    const base = await findRevision(deps.db);
    const prepared: Prepared[] = [];
    for (const [index, change] of changes.entries()) {
      prepared.push(await prepare(deps, change, base + 1 + index));
    }
    if (await write(deps, base, prepared)) {
      await deps.onChanged();
      return prepared.map(({ change, revision, after }) => ({
        revision,
        objects: combine(deps, change.workspace, after),
      }));
    }
  }
  throw new RelayError(
    'CONFIGURATION_CHANGED',
    'The configuration is being changed by others all the time. Try again.',
  );
}

interface Prepared {
  readonly change: Change;
  readonly revision: number;
  readonly before: readonly StoredObject[];
  readonly after: readonly StoredObject[];
}

/** The workspace as it would be with the change in it; writes nothing. */
export async function draftConfiguration(
  deps: ConfigStoreDeps,
  { workspace, edit }: Pick<Change, 'workspace' | 'edit'>,
): Promise<Configuration> {
  const before = await loadStoredObjects(deps.db, workspace);
  const objects = combine(deps, workspace, before);
  const kept = keepSecrets(deps, objects, edit(objects));
  const after = combine(deps, workspace, withRevisions(before, kept, 0));
  return refuseFaults(deps, workspace, objects, after);
}

/** What would be written, checked. */
async function prepare(deps: ConfigStoreDeps, change: Change, revision: number): Promise<Prepared> {
  const { workspace, edit } = change;
  const before = await loadStoredObjects(deps.db, workspace);
  const objects = combine(deps, workspace, before);
  const wanted = edit(objects);
  const kept = change.isOfStore === true ? wanted : keepSecrets(deps, objects, wanted);
  const sealed = await sealSecrets(deps, workspace, kept);
  const after = withRevisions(before, sealed, revision);
  const all = combine(deps, workspace, after);
  if (all.length > 0) await refuseFaults(deps, workspace, objects, all);
  return { change, revision, before, after };
}

/** What was wrong before, and is not touched, stands in nobody's way: several faults are mended one by one. */
async function refuseFaults(
  deps: ConfigStoreDeps,
  workspace: string,
  before: readonly ConfigurationObject[],
  after: readonly ConfigurationObject[],
): Promise<Configuration> {
  const { configuration, faults } = await checkObjects(deps, workspace, after);
  if (faults.length === 0) return configuration;
  const known = (await checkObjects(deps, workspace, before)).faults;
  const textOf = (objects: readonly ConfigurationObject[], fault: ConfigurationFault): string =>
    JSON.stringify(objects.find((one) => isSameObject(one, fault))?.entry);
  const added = faults.filter(
    (fault) =>
      textOf(before, fault) !== textOf(after, fault) ||
      !known.some((one) => toFaultLine(one) === toFaultLine(fault)),
  );
  if (added.length === 0) return configuration;
  throw new RelayError('CONFIGURATION_REFUSED', toText(added.map(toFaultLine)));
}

const MAX_PROBLEMS = 50;

function toText(problems: readonly string[]): string {
  const shown = problems.slice(0, MAX_PROBLEMS).join('; ');
  const more = problems.length - MAX_PROBLEMS;
  return more > 0 ? `${shown}; and ${more} more` : shown;
}

/** False when another change came between. */
async function write(
  deps: ConfigStoreDeps,
  base: number,
  prepared: readonly Prepared[],
): Promise<boolean> {
  try {
    return await deps.commit(async (unit) => {
      if ((await findRevision(unit.db)) !== base) return false;
      for (const one of prepared) await record(deps, unit, one);
      return true;
    });
  } catch (error) {
    // On PostgreSQL two writers may both see the same revision; the number itself lets one of them win.
    if ((await findRevision(deps.db)) !== base) return false;
    throw error;
  }
}

async function record(
  deps: ConfigStoreDeps,
  unit: Unit,
  { change, revision, before, after }: Prepared,
): Promise<void> {
  const { workspace, actor, action, subject } = change;
  const at = deps.clock.now();
  await recordVersion(unit, { revision, workspace, at, actor, action, subject, objects: after });
  // One that stands in the file is there, whatever the store holds of it and whoever has not read the file.
  const wasStored = before.some(({ kind }) => kind === 'workspace');
  if (wasStored && combine(deps, workspace, after).length === 0) {
    await forgetVersions(unit, workspace);
    // Else they would open whatever is made under its name next.
    await deleteApiTokens(unit, workspace);
  }
  await endSignIns(unit, { workspace, revision, before, after });
  await recordAudit(unit, {
    id: deps.newId(),
    at,
    workspace,
    actor,
    action,
    subject,
    ...differenceOf(deps, before, after),
  });
}

/**
 * What a person allowed a connection is nothing to another one of its name, nor to another server: of one
 * that is gone it waits to be ended at the instance, of one that leads elsewhere it is forgotten. The rule
 * that somebody pasted for one that is gone speaks for no other.
 */
async function endSignIns(
  unit: Unit,
  change: Pick<Prepared, 'revision' | 'before' | 'after'> & { readonly workspace: string },
): Promise<void> {
  const { workspace, revision, before, after } = change;
  for (const one of before.filter(({ kind }) => kind === 'connection')) {
    const now = after.find((other) => isSameObject(other, one));
    const of = { workspace, connection: one.name };
    if (now === undefined) {
      await endRefreshToken(unit, of, revision);
      await deleteRuleToken(unit, of);
    } else if (placeOfSignIn(now) !== placeOfSignIn(one)) await forgetRefreshToken(unit, of);
  }
}

/** Where a refresh token is sent, and for whom. */
function placeOfSignIn({ entry }: StoredObject): string {
  const { url, credentials } = entry;
  const { kind, clientId, tokenUrl } = Object(credentials);
  return JSON.stringify([url, kind, clientId, tokenUrl]);
}

/** The objects that differ, without their secrets. */
function differenceOf(
  deps: ConfigStoreDeps,
  before: readonly StoredObject[],
  after: readonly StoredObject[],
): { readonly before: unknown; readonly after: unknown } {
  const isIn = (others: readonly StoredObject[], one: StoredObject): boolean =>
    others.some((other) => isSameObject(other, one) && other.revision === one.revision);
  const show = (objects: readonly StoredObject[]): unknown =>
    objects.map((object) => ({ kind: object.kind, entry: toShown(deps, object) }));
  return {
    before: show(before.filter((one) => !isIn(after, one))),
    after: show(after.filter((one) => !isIn(before, one))),
  };
}
