import { randomBytes } from 'node:crypto';
import { changeConfiguration, draftConfiguration } from '../config-store/change.ts';
import type { ConfigStoreDeps } from '../config-store/deps.ts';
import { removeEntry, storedOf } from '../config-store/edits.ts';
import type { NamedEntry } from '../config/kinds.ts';
import type { Connection, Credentials } from '../domain/configuration.ts';
import {
  type ConfigurationObject,
  describeObject,
  isSameObject,
} from '../domain/configuration-object.ts';
import { type Clock, steadyClock } from '../lib/clock.ts';
import { RelayError, toRelayError } from '../lib/errors.ts';
import type { Outgoing } from '../lib/outgoing.ts';
import { Secret } from '../lib/secret.ts';
import { connect } from '../servicenow/connect.ts';
import { createClient } from '../servicenow/client.ts';
import { noSignIns } from '../servicenow/request-token.ts';
import { createExchange } from '../servicenow/exchange.ts';
import { createInspector, type Heard } from '../servicenow/inspect-instance.ts';
import type { Wish } from './wish.ts';

export interface KeepConnectionDeps {
  readonly configStore: ConfigStoreDeps;
  readonly connections: () => Promise<readonly Connection[]>;
  /** Where others reach the relay, if that is known. */
  readonly publicUrl: () => string | undefined;
}

export interface Kept {
  readonly connection: Connection;
  /** What was made besides the connection, so that a first alert can flow. */
  readonly added: readonly string[];
}

/** The least that makes a first alert flow: the connection, a source to test with, a route between them. */
export async function keepConnection(
  deps: KeepConnectionDeps,
  wish: Wish,
  actor: string,
): Promise<Kept> {
  const { edit, added, connection } = await draftOf(deps, wish);
  await changeConfiguration(deps.configStore, {
    workspace: wish.workspace,
    actor,
    action: 'connection.setup',
    subject: wish.connection,
    edit,
  });
  return { added, connection };
}

/** Rejects where the connection could not be kept: nobody shall make anything on an instance for it then. */
export async function assertKeepable(deps: KeepConnectionDeps, wish: Wish): Promise<void> {
  const { edit } = await draftOf(deps, wish);
  await draftConfiguration(deps.configStore, { workspace: wish.workspace, edit });
}

async function draftOf(deps: KeepConnectionDeps, wish: Wish) {
  const { workspace, connection: name, mode } = wish;
  const connections = await deps.connections();
  const old = connections.find((one) => one.workspace === workspace && one.name === name);
  // Whom only an agent reaches can hardly reach us.
  const isPushing = deps.publicUrl() !== undefined && mode === 'app' && wish.signIn !== 'agent';
  const changes = old?.changes ?? (isPushing ? 'push' : 'pull');
  // Secrets of one server are nothing to another one, whoever asks to set it up under the same name.
  const isSameServer = old?.url === wish.url;
  const secret = (isSameServer ? old.secret : undefined) ?? newSigningSecret();
  const added: string[] = [];
  return {
    added,
    edit: (objects: readonly ConfigurationObject[]): readonly NamedEntry[] => {
      refuseProvided(objects, name);
      const wanted = toWanted(wish, objects, { changes, secret, isSameServer });
      const isNew = (one: NamedEntry): boolean =>
        !objects.some((other) => isSameObject(one, other));
      // Run again when somebody else was faster.
      added.splice(0, added.length, ...wanted.filter(isNew).map(describeObject));
      const kept = objects.filter(
        (one) => one.providedBy === undefined && !wanted.some((other) => isSameObject(one, other)),
      );
      return [
        ...kept.map(({ kind, name: named, entry }) => ({ kind, name: named, entry })),
        ...wanted,
      ];
    },
    connection: {
      ...adHocConnection(wish, credentialsOf(wish)),
      changes,
      secret: changes === 'push' ? secret : undefined,
    },
  };
}

function refuseProvided(objects: readonly ConfigurationObject[], name: string): void {
  const provided = objects.find(
    (one) => one.kind === 'connection' && one.name === name && one.providedBy !== undefined,
  );
  if (provided === undefined) return;
  throw new RelayError(
    'REQUEST_INVALID',
    `The connection ${name} is provided by ${provided.providedBy ?? 'a file'}: change it there, or take another name.`,
  );
}

function toWanted(
  wish: Wish,
  objects: readonly ConfigurationObject[],
  {
    changes,
    secret,
    isSameServer,
  }: {
    readonly changes: Connection['changes'];
    readonly secret: Secret;
    readonly isSameServer: boolean;
  },
): readonly NamedEntry[] {
  const { workspace, connection: name, url, mode, hosting } = wish;
  const old = objects.find((one) => one.kind === 'connection' && one.name === name);
  const { standby: _standby, secret: _secret, ...plain } = Object(old?.entry);
  const connection = {
    ...(isSameServer ? old?.entry : plain),
    name,
    url,
    mode,
    changes,
    hosting,
    credentials: credentialsEntry(wish),
    ...(changes === 'push' ? { secret: secret.reveal() } : {}),
  };
  const sources = objects.filter(({ kind }) => kind === 'source');
  const source = sources.find(({ entry }) => entry['enabled'] !== false)?.name ?? TEST_SOURCE;
  const isRouted = objects.some(
    ({ kind, entry }) => kind === 'route' && entry['connection'] === name,
  );
  return [
    ...(objects.some(({ kind }) => kind === 'workspace')
      ? []
      : [named('workspace', { name: workspace })]),
    named('connection', connection),
    ...(sources.length > 0 ? [] : [named('source', testSource())]),
    ...(isRouted
      ? []
      : [named('route', { name: `${name}-incidents`, sources: [source], connection: name })]),
  ];
}

function credentialsOf({ signIn, account, password, client }: Wish): Credentials {
  if (signIn === 'agent') return { kind: 'agent' };
  if (signIn === 'password' && password !== undefined) {
    return { kind: 'basic', user: account, password };
  }
  return {
    kind: 'client-credentials',
    clientId: client.id,
    clientSecret: client.secret,
    tokenUrl: undefined,
    scope: undefined,
  };
}

/** As relay.yml has it; secrets are sealed when it is kept. */
function credentialsEntry(wish: Wish): Readonly<Record<string, string>> {
  const credentials = credentialsOf(wish);
  const texts = Object.entries(credentials).flatMap(([name, value]): [string, string][] => {
    if (value instanceof Secret) return [[name, value.reveal()]];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return Object.fromEntries(texts);
}

function named(kind: NamedEntry['kind'], entry: NamedEntry['entry']): NamedEntry {
  return { kind, name: entry.name, entry };
}

function testSource(): NamedEntry['entry'] {
  const token = randomBytes(24).toString('base64url');
  return { name: TEST_SOURCE, connector: 'generic', settings: { authorization: { token } } };
}

/** Takes away what `keepConnection` made; what somebody built on it meanwhile stays, and holds it. */
export async function forgetConnection(
  { configStore }: Pick<KeepConnectionDeps, 'configStore'>,
  { workspace, connection: name }: Wish,
  actor: string,
): Promise<void> {
  await changeConfiguration(configStore, {
    workspace,
    actor,
    action: 'connection.undo-setup',
    subject: name,
    edit: (objects) => withoutConnection(objects, name),
  });
}

/** Rejects where something holds the connection: its client shall not be taken from it then. */
export async function assertForgettable(
  { configStore }: Pick<KeepConnectionDeps, 'configStore'>,
  { workspace, connection: name }: Wish,
): Promise<void> {
  await draftConfiguration(configStore, {
    workspace,
    edit: (objects) => withoutConnection(objects, name),
  });
}

function withoutConnection(
  objects: readonly ConfigurationObject[],
  name: string,
): readonly NamedEntry[] {
  const route = { kind: 'route', name: `${name}-incidents` } as const;
  const connection = { kind: 'connection', name } as const;
  const others = objects.filter((one) => one.providedBy !== undefined || !isSameObject(one, route));
  const isKept = storedOf(others).some((one) => isSameObject(one, connection));
  return isKept ? removeEntry(others, connection, false) : storedOf(others);
}

const TEST_SOURCE = 'alert-relay-test';

function newSigningSecret(): Secret {
  return new Secret(`whsec_${randomBytes(32).toString('base64')}`);
}

/** A connection that is nowhere configured: only what a call needs. */
export function adHocConnection(
  wish: Pick<Wish, 'workspace' | 'connection' | 'url' | 'mode' | 'hosting' | 'transport'>,
  credentials: Credentials,
): Connection {
  return {
    workspace: wish.workspace,
    name: wish.connection,
    url: wish.url,
    mode: wish.mode,
    credentials,
    transport: wish.transport,
    reconcileEveryMs: undefined,
    tableMode: { quotaMs: 60_000, pollEveryMs: 30_000 },
    changes: 'pull',
    secret: undefined,
    standby: undefined,
    credentialsExpireOn: undefined,
    calls: { atOnce: 1, perCall: 1 },
    description: '',
    tags: [],
    pageSize: 200,
    filters: {},
    excludedFields: [],
    hosting: wish.hosting,
    timeZone: 'UTC',
    enabled: true,
  };
}

const DEADLINE_MS = 30_000;

export interface VerifyConnectionDeps {
  readonly outgoing: Pick<Outgoing, 'send'>;
  readonly clock: Clock;
  readonly publicUrl: () => string | undefined;
  readonly version: string;
}

/** Signs in with what was just made, and introduces the relay to the app. */
export async function verifyConnection(
  { outgoing, clock, version, publicUrl }: VerifyConnectionDeps,
  { connection }: Kept,
): Promise<{ readonly well: boolean; readonly evidence: string }> {
  if (connection.credentials.kind === 'agent') {
    return {
      well: true,
      evidence: 'not tried: only its agent reaches the instance, once it runs',
    };
  }
  const deps = { outgoing, clock, deadlineMs: DEADLINE_MS };
  if (connection.mode === 'table') {
    const heard = await createInspector(deps, connection).ask({
      path: '/api/now/table/incident',
      query: { sysparm_limit: '1', sysparm_fields: 'sys_id' },
    });
    return heard.kind === 'silent'
      ? { well: false, evidence: heard.error.message }
      : {
          well: heard.seen.status === 200 && heard.seen.form === 'json',
          evidence: toEvidence(heard),
        };
  }
  try {
    const client = createClient({
      exchange: createExchange(deps),
      clock,
      steadyClock,
      signIns: noSignIns,
    });
    const root = publicUrl();
    const url = root === undefined ? undefined : `${root}/w/${connection.workspace}`;
    const answer = await connect(client, connection, { version, url });
    return {
      well: true,
      evidence: `signed in, and introduced to app ${answer.app_version} on instance ${answer.instance.name}`,
    };
  } catch (thrown) {
    return { well: false, evidence: toRelayError(thrown).message };
  }
}

function toEvidence({ seen: { status, says, form } }: Heard): string {
  const answer = `${status}${says === '' ? '' : ` "${says}"`}`;
  if (form !== 'json') return `what answered is no REST API of an instance: ${answer}`;
  return status === 401
    ? `the instance refused the sign-in: ${answer}`
    : `signed in; reading incident answered ${answer}`;
}
