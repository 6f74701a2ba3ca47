import type { NamedEntry } from '../config/kinds.ts';
import { type ConfigurationObject, isSameObject } from '../domain/configuration-object.ts';
import { RelayError } from '../lib/errors.ts';
import { recordAudit } from '../store/audit.ts';
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
  for (let attempt = 1; ; attempt += 1) {
    const base = await findRevision(deps.db);
    const prepared = await prepare(deps, change);
    const revision = await write(deps, change, base, prepared);
    if (revision !== undefined) {
      await deps.onChanged();
      const stored = withRevisions(prepared.before, prepared.after, revision);
      return { revision, objects: combine(deps, change.workspace, stored) };
    }
    if (attempt === MAX_TRIES) {
      throw new RelayError(
        'CONFIGURATION_CHANGED',
        'The configuration is being changed by others all the time. Try again.',
      );
    }
  }
}

interface Prepared {
  readonly before: readonly StoredObject[];
  readonly after: readonly NamedEntry[];
}

/** What would be written, checked. */
async function prepare(
  deps: ConfigStoreDeps,
  { workspace, edit }: Pick<Change, 'workspace' | 'edit'>,
): Promise<Prepared> {
  const before = await loadStoredObjects(deps.db, workspace);
  const objects = combine(deps, workspace, before);
  const wanted = edit(objects);
  const kept = keepSecrets(deps, objects, wanted);
  const after = await sealSecrets(deps, workspace, kept);
  await refuseFaults(deps, workspace, after);
  return { before, after };
}

async function refuseFaults(
  deps: ConfigStoreDeps,
  workspace: string,
  after: readonly NamedEntry[],
): Promise<void> {
  const objects = combine(
    deps,
    workspace,
    after.map((one) => ({ ...one, revision: 0 })),
  );
  if (objects.length === 0) return;
  const checked = await checkObjects(deps, workspace, objects);
  if (checked.kind === 'wrong') {
    throw new RelayError('CONFIGURATION_REFUSED', toText(checked.problems));
  }
}

const MAX_PROBLEMS = 50;

function toText(problems: readonly string[]): string {
  const shown = problems.slice(0, MAX_PROBLEMS).join('; ');
  const more = problems.length - MAX_PROBLEMS;
  return more > 0 ? `${shown}; and ${more} more` : shown;
}

/** `undefined` when another change came between. */
async function write(
  deps: ConfigStoreDeps,
  change: Change,
  base: number,
  { before, after }: Prepared,
): Promise<number | undefined> {
  const { workspace, actor, action, subject } = change;
  const revision = base + 1;
  const at = deps.clock.now();
  const objects = withRevisions(before, after, revision);
  try {
    return await deps.commit(async (unit) => {
      if ((await findRevision(unit.db)) !== base) return undefined;
      await recordVersion(unit, { revision, workspace, at, actor, action, subject, objects });
      if (objects.length === 0) await forgetVersions(unit, workspace);
      await recordAudit(unit, {
        id: deps.newId(),
        at,
        workspace,
        actor,
        action,
        subject,
        ...differenceOf(deps, before, objects),
      });
      return revision;
    });
  } catch (error) {
    // On PostgreSQL two writers may both see the same revision; the number itself lets one of them win.
    if ((await findRevision(deps.db)) !== base) return undefined;
    throw error;
  }
}

/** The objects that differ, without their secrets. */
function differenceOf(
  deps: ConfigStoreDeps,
  before: readonly StoredObject[],
  after: readonly StoredObject[],
): { readonly before: unknown; readonly after: unknown } {
  const isIn = (others: readonly StoredObject[], one: StoredObject): boolean =>
    others.some(
      (other) => isSameObject(other, one) && JSON.stringify(other) === JSON.stringify(one),
    );
  const show = (objects: readonly StoredObject[]): unknown =>
    objects.map((object) => ({ kind: object.kind, ...toShown(deps, object) }));
  return {
    before: show(before.filter((one) => !isIn(after, one))),
    after: show(after.filter((one) => !isIn(before, one))),
  };
}
