import { toFaultLine } from '../config/problem.ts';
import type { Connection } from '../domain/configuration.ts';
import {
  type ConfigurationObject,
  type Entry,
  isSameObject,
} from '../domain/configuration-object.ts';
import { isSealed } from '../domain/sealing.ts';
import { RelayError } from '../lib/errors.ts';
import { changeConfiguration } from './change.ts';
import type { ConfigStoreDeps } from './deps.ts';
import { notFound, replaceEntry } from './edits.ts';
import { checkObjects, loadObjects, placeOf } from './load-workspace.ts';
import type { Place } from './manage.ts';
import { mapSecrets } from './secrets-in-entry.ts';

export interface SwitchDeps extends ConfigStoreDeps {
  /** One call with these credentials; `pass` where the instance took them. */
  readonly trySignIn: (connection: Connection) => Promise<{
    readonly verdict: string;
    readonly evidence: string;
    readonly cause?: string;
    readonly cure?: string;
  }>;
}

export interface NewCredentials {
  /** As in an entry; absent: what stands by. */
  readonly credentials?: Readonly<Record<string, unknown>> | undefined;
  readonly expireOn?: string | undefined;
}

export interface Switched {
  readonly revision: number;
  /** As both are now. */
  readonly connection: Connection;
  /** What the instance said to the trial. */
  readonly evidence: string;
}

/** What needs a person, or another way in, cannot stand by. */
const cannotStandBy = new Set(['authorization-code', 'certificate', 'agent']);

/**
 * Changes what a connection signs in with, without a gap: the new set is tried first, then it and the old
 * one change places in one step, so that the old one is live until somebody retires it. Doing it again
 * without new credentials is the way back. Nothing is written when the instance refuses the new set.
 */
export async function switchCredentials(
  deps: SwitchDeps,
  place: Place,
  name: string,
  wanted: NewCredentials,
): Promise<Switched> {
  const { objects, object, opened } = await findOpened(deps, place.workspace, name);
  const { credentials: old, standby, credentialsExpireOn: _, ...rest } = opened;
  const next = wanted.credentials ?? standby;
  if (next === undefined) {
    throw new RelayError(
      'REQUEST_INVALID',
      `Nothing stands by for ${name}: give the credentials to change to.`,
    );
  }
  const kind: unknown = Object(old)['kind'];
  const entry: Entry = {
    ...rest,
    name,
    credentials: next,
    ...(typeof kind === 'string' && cannotStandBy.has(kind) ? {} : { standby: old }),
    ...(wanted.expireOn === undefined ? {} : { credentialsExpireOn: wanted.expireOn }),
  };
  const connection = await parse(deps, objects, object, entry);
  const { evidence } = await accept(deps, connection);
  const { revision } = await write(deps, place, object, 'connection.switch-credentials', entry);
  return { revision, connection, evidence };
}

/** Takes the second set away, once the first is known to work. */
export async function retireStandby(
  deps: SwitchDeps,
  place: Place,
  name: string,
): Promise<Switched> {
  const { objects, object, opened } = await findOpened(deps, place.workspace, name);
  const { standby, ...entry } = opened;
  if (standby === undefined) {
    throw new RelayError('NOT_FOUND', `Nothing stands by for the connection ${name}.`);
  }
  const connection = await parse(deps, objects, object, { ...entry, name });
  const { evidence } = await accept(deps, connection);
  const { revision } = await write(deps, place, object, 'connection.retire-credentials', {
    ...entry,
    name,
  });
  return { revision, connection, evidence };
}

/** With both sets readable: sealed for its place in the entry, one cannot be moved to the other's. */
async function findOpened(deps: SwitchDeps, workspace: string, name: string) {
  const objects = await loadObjects(deps, workspace);
  const target = { kind: 'connection', name } as const;
  const object = objects.find((one) => isSameObject(one, target));
  if (object === undefined) throw notFound(target);
  if (object.providedBy !== undefined) {
    throw new RelayError(
      'CONFIGURATION_PROVIDED',
      `The connection ${name} stands in ${object.providedBy}, below provision, and its credentials are changed there: by standby, or where a reference leads to.`,
    );
  }
  const paths = deps
    .findSecrets('connection', object.entry)
    .filter(([first]) => first === 'credentials' || first === 'standby');
  const opened: Readonly<Record<string, unknown>> = await mapSecrets(
    object.entry,
    paths,
    async (value, path) =>
      typeof value === 'string' && isSealed(value)
        ? (await deps.sealing.open(placeOf(object, path), value)).reveal()
        : value,
  );
  return { objects, object, opened };
}

/** The connection as it would be; rejects with every fault of the entry. */
async function parse(
  deps: SwitchDeps,
  objects: readonly ConfigurationObject[],
  object: ConfigurationObject,
  entry: Entry,
): Promise<Connection> {
  const wanted = objects.map((one) => (one === object ? { ...one, entry } : one));
  const { configuration, faults } = await checkObjects(deps, object.workspace, wanted);
  const own = faults.filter((one) => isSameObject(one, object));
  if (own.length > 0) {
    throw new RelayError('CONFIGURATION_REFUSED', own.map(toFaultLine).join('; '));
  }
  const found = configuration.connections.find(({ name }) => name === object.name);
  if (found === undefined) throw notFound(object);
  return found;
}

async function accept(deps: SwitchDeps, connection: Connection) {
  // With what stands by out of the way: the trial is about the other set.
  const trial = await deps.trySignIn({ ...connection, standby: undefined });
  if (trial.verdict === 'pass') return trial;
  const why = [trial.evidence, trial.cause, trial.cure].filter((part) => part !== undefined);
  throw new RelayError(
    'CREDENTIALS_REFUSED',
    `The instance did not take these credentials, so nothing was changed: ${why.join(' ')}`,
  );
}

async function write(
  deps: SwitchDeps,
  { workspace, actor }: Place,
  object: ConfigurationObject,
  action: string,
  entry: Entry,
) {
  const { kind, name, revision: ifMatch } = object;
  return changeConfiguration(deps, {
    workspace,
    actor,
    action,
    subject: name,
    edit: (before) => replaceEntry(before, { kind, name, ifMatch }, () => entry),
  });
}
