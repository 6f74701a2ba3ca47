import { z } from 'zod';
import type { Unit } from '../database/group-commit.ts';
import type { ConfigurationTable, Db } from '../database/schema.ts';
import {
  type ConfigurationKind,
  configurationKinds,
  type Entry,
  isSameObject,
} from '../domain/configuration-object.ts';
import { RelayError } from '../lib/errors.ts';

/** An object as the store keeps it, secrets sealed. */
export interface StoredObject {
  readonly kind: ConfigurationKind;
  readonly name: string;
  readonly entry: Entry;
  readonly revision: number;
}

const Kind = z.enum(configurationKinds);
const StoredEntry = z.looseObject({ name: z.string() });

const Objects = z.array(
  z.object({ kind: z.string(), name: z.string(), entry: StoredEntry, revision: z.number() }),
);

/** Of the last change of any workspace; 0 before the first. */
export async function findRevision(db: Db): Promise<number> {
  const row = await db
    .selectFrom('configuration_version')
    .select(({ fn }) => fn.max('revision').as('revision'))
    .executeTakeFirst();
  return Number(row?.revision ?? 0);
}

/** Workspaces that were changed, or deleted, after this revision. */
export async function listChangedWorkspaces(db: Db, after: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('configuration_version')
    .select('workspace')
    .distinct()
    .where('revision', '>', after)
    .execute();
  return rows.map(({ workspace }) => workspace);
}

/** All objects of a workspace, kind by kind; routes in their order. */
export async function loadStoredObjects(
  db: Db,
  workspace: string,
): Promise<readonly StoredObject[]> {
  const rows = await db
    .selectFrom('configuration')
    .selectAll()
    .where('workspace', '=', workspace)
    .orderBy('position')
    .orderBy('name')
    .execute();
  return rows
    .map(toStoredObject)
    .toSorted(
      (left, right) =>
        configurationKinds.indexOf(left.kind) - configurationKinds.indexOf(right.kind),
    );
}

export async function listStoredWorkspaces(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('configuration').select('workspace').distinct().execute();
  return rows.map(({ workspace }) => workspace);
}

/** A kind that is not known is not set aside: the next change rewrites the rows, and would lose it. */
function toStoredObject(row: ConfigurationTable): StoredObject {
  return {
    kind: knownKind(row, {
      holder: `The workspace ${row.workspace}`,
      cure: 'Start that version, or restore the backup from before.',
    }),
    name: row.name,
    entry: StoredEntry.parse(JSON.parse(row.entry)),
    revision: Number(row.revision),
  };
}

function knownKind(
  { kind, name }: { readonly kind: string; readonly name: string },
  { holder, cure }: { readonly holder: string; readonly cure: string },
): ConfigurationKind {
  const known = Kind.safeParse(kind);
  if (known.success) return known.data;
  throw new RelayError(
    'STORE_UNSUITABLE',
    `${holder} holds what a newer relay has stored and this one does not know: ${kind} "${name}". ${cure}`,
  );
}

/** What somebody did to a workspace. */
export interface NewVersion {
  readonly revision: number;
  readonly workspace: string;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** What it holds from now on; empty deletes it. */
  readonly objects: readonly StoredObject[];
}

/**
 * Replaces what the store holds of a workspace; the caller saw in this transaction that the revision is
 * the next one. The rows are rewritten as a whole: a workspace has dozens of objects and is changed by
 * people.
 */
export async function recordVersion({ db }: Unit, version: NewVersion): Promise<void> {
  const { revision, workspace, objects } = version;
  await db
    .insertInto('configuration_version')
    .values({
      revision,
      workspace,
      at: version.at,
      actor: version.actor,
      action: version.action,
      subject: version.subject,
      objects: objects.length === 0 ? null : JSON.stringify(objects),
    })
    .execute();
  await db.deleteFrom('configuration').where('workspace', '=', workspace).execute();
  for (const [position, { kind, name, entry, revision: changedBy }] of objects.entries()) {
    const row = { workspace, kind, name, position, entry: JSON.stringify(entry) };
    await db
      .insertInto('configuration')
      .values({ ...row, revision: changedBy })
      .execute();
  }
}

/** Of a workspace that is gone only who deleted it stays known. */
export async function forgetVersions({ db }: Unit, workspace: string): Promise<void> {
  await db
    .updateTable('configuration_version')
    .set({ objects: null })
    .where('workspace', '=', workspace)
    .execute();
}

export interface Version {
  readonly revision: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
}

/** Newest first. */
export async function listVersions(
  db: Db,
  request: {
    readonly workspace: string;
    readonly limit: number;
    readonly before?: number | undefined;
  },
): Promise<readonly Version[]> {
  let query = db
    .selectFrom('configuration_version')
    .select(['revision', 'at', 'actor', 'action', 'subject'])
    .where('workspace', '=', request.workspace)
    .orderBy('revision', 'desc')
    .limit(request.limit);
  if (request.before !== undefined) query = query.where('revision', '<', request.before);
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, revision: Number(row.revision), at: Number(row.at) }));
}

/**
 * What the workspace held after this version; `undefined` when it is not one of its versions, or gone. It is
 * refused where an object of it is not known: what came of a return to it would not be that version.
 */
export async function findVersionObjects(
  db: Db,
  workspace: string,
  revision: number,
): Promise<readonly StoredObject[] | undefined> {
  const row = await db
    .selectFrom('configuration_version')
    .select('objects')
    .where('workspace', '=', workspace)
    .where('revision', '=', revision)
    .executeTakeFirst();
  if (row === undefined || row.objects === null) return undefined;
  const told = {
    holder: `Version ${revision} of the workspace ${workspace}`,
    cure: 'Start that relay to see this version or to return to it; the others are read here as ever.',
  };
  return Objects.parse(JSON.parse(row.objects)).map((one) => ({
    ...one,
    kind: knownKind(one, told),
  }));
}

/** Objects keep the revision of their last change; one that differs from before takes the new one. */
export function withRevisions(
  before: readonly StoredObject[],
  after: readonly Omit<StoredObject, 'revision'>[],
  revision: number,
): readonly StoredObject[] {
  return after.map(({ kind, name, entry }) => {
    const known = before.find((one) => isSameObject(one, { kind, name }));
    const isSame = known !== undefined && JSON.stringify(known.entry) === JSON.stringify(entry);
    return { kind, name, entry, revision: isSame ? known.revision : revision };
  });
}
