import { randomBytes } from 'node:crypto';
import {
  type ChangeEvent,
  ChangesPage,
  UpsertAnswer,
  type UpsertRequest,
} from '@alert-relay/shared-types';
import { builtApp } from '../../../now-app/tools/built-app.ts';
import type { Instance } from '../../instance/create-instance.ts';
import { createTestClient, type TestClient } from '../../instance/testing/client.ts';
import { startInstanceHere, type InstanceHereOptions } from '../../support/instance-here.ts';

export const api = '/api/x_alrt_relay/v1';

/** An instance with the built app, and the two people who use it. */
export interface AppInstance extends AsyncDisposable {
  readonly instance: Instance;
  readonly admin: TestClient;
  /** The account of the relay: it holds api_user and nothing else. */
  readonly relay: TestClient;
  /** Rows of a table, as an administrator reads them. */
  rows(table: string, query?: string): Promise<readonly Record<string, unknown>[]>;
  setProperty(name: string, value: string): Promise<void>;
  newClient(user: string, roles: readonly string[]): Promise<TestClient>;
}

/** The scheduled jobs stand still unless a test runs them, so that nothing happens by itself. */
export async function startAppInstance(options: InstanceHereOptions = {}): Promise<AppInstance> {
  const instance = await startInstanceHere({
    ...(options.updateSet === undefined ? { app: builtApp().zip } : {}),
    demoData: false,
    scheduledJobs: false,
    ...options,
  });
  const admin = createTestClient(instance.url, instance.admin);
  const rows: AppInstance['rows'] = async (table, query = '') => {
    const unknown = instance.control.unknownColumns(table, query);
    if (unknown.length > 0) throw new Error(`${table} has no ${unknown.join(', ')}`);
    const parameters = new URLSearchParams({
      sysparm_query: query,
      sysparm_exclude_reference_link: 'true',
    });
    const answer = await admin.get(`/api/now/table/${table}?${parameters.toString()}`);
    // A table that is closed to web services would look empty.
    if (answer.status !== 200) throw new Error(`no rows of ${table}: ${answer.text}`);
    return answer.list;
  };
  return {
    instance,
    admin,
    relay: createTestClient(instance.url, instance.integration),
    rows,
    setProperty: async (name, value) => {
      const [property] = await rows('sys_properties', `name=x_alrt_relay.${name}`);
      const path = `/api/now/table/sys_properties/${String(property?.['sys_id'])}`;
      const answer = await admin.patch(path, { value });
      if (answer.status !== 200) throw new Error(`no property ${name}: ${answer.text}`);
    },
    newClient: (user, roles) => newClient(instance, admin, rows, user, roles),
    [Symbol.asyncDispose]: () => instance.close(),
  };
}

/** With a relay that has introduced itself and fetches changes. */
export async function startConnectedApp(options: InstanceHereOptions = {}): Promise<AppInstance> {
  const app = await startAppInstance(options);
  await connectRelay(app);
  return app;
}

/** From now on the instance is another one that holds the same rows, or goes by another name. */
export async function turnIntoClone(
  { admin, rows }: Pick<AppInstance, 'admin' | 'rows'>,
  by: 'instance_id' | 'instance_name' = 'instance_id',
): Promise<void> {
  const [identity] = await rows('sys_properties', `name=${by}`);
  const path = `/api/now/table/sys_properties/${String(identity?.['sys_id'])}`;
  const answer = await admin.patch(path, { value: 'a-clone' });
  if (answer.status !== 200) throw new Error(`no clone: ${answer.text}`);
}

/** Somebody with these roles and no others. Passwords cannot be set through the Table API: a token. */
async function newClient(
  instance: Instance,
  admin: TestClient,
  rows: AppInstance['rows'],
  user: string,
  roles: readonly string[],
): Promise<TestClient> {
  const created = await admin.post('/api/now/table/sys_user', {
    user_name: user,
    first_name: user,
    active: 'true',
  });
  for (const name of roles) {
    const [role] = await rows('sys_user_role', `name=${name}`);
    if (role === undefined) throw new Error(`no role ${name}`);
    await admin.post('/api/now/table/sys_user_has_role', {
      user: created.result['sys_id'],
      role: role['sys_id'],
    });
  }
  const client = { client_id: randomBytes(16).toString('hex'), client_secret: user };
  await admin.post('/api/now/table/oauth_entity', {
    name: user,
    type: 'client',
    active: 'true',
    user: created.result['sys_id'],
    access_token_lifespan: '864000',
    ...client,
  });
  const token = await createTestClient(instance.url, undefined).form('/oauth_token.do', {
    grant_type: 'client_credentials',
    ...client,
  });
  if (token.status !== 200) throw new Error(`no token for ${user}: ${token.text}`);
  return createTestClient(instance.url, { token: String(token.result['access_token']) });
}

/**
 * Ids of the rows that were made in a table and are still there. By the log of the database: claims,
 * events and watches are closed to web services, also to administrators.
 */
export function rowsLeft({ instance }: AppInstance, table: string): readonly string[] {
  const left = new Set<string>();
  for (const { operation, sys_id: sysId } of instance.control.log({ table })) {
    if (operation === 'insert') left.add(sysId);
    if (operation === 'delete') left.delete(sysId);
  }
  return [...left];
}

export function newKey(): string {
  return randomBytes(32).toString('hex');
}

export function newCommand(change: Partial<UpsertRequest> = {}): UpsertRequest {
  return {
    event_id: randomBytes(8).toString('hex'),
    seq: 1,
    table: 'incident',
    workspace: 'default',
    connection: 'prod',
    source: 'prometheus',
    episode: 1,
    correlation_display: 'prometheus a1',
    external_url: 'https://prometheus.example/alerts',
    fields: { short_description: 'Disk full', impact: '1', urgency: '1' },
    notes: [],
    ...change,
  };
}

/** For a command that has to succeed. */
export async function applyCommand(
  { relay }: Pick<AppInstance, 'relay'>,
  key: string,
  command: UpsertRequest,
): Promise<UpsertAnswer> {
  const answer = await relay.put(`${api}/tasks/${key}`, command);
  if (answer.status !== 200) throw new Error(`not applied: ${answer.text}`);
  return UpsertAnswer.parse(answer.result);
}

/** An incident of the relay. */
export async function createRecord(
  app: Pick<AppInstance, 'relay'>,
  change: Partial<UpsertRequest> = {},
): Promise<{ readonly key: string; readonly sysId: string }> {
  const key = newKey();
  const { record } = await applyCommand(app, key, newCommand(change));
  return { key, sysId: record.sys_id };
}

/** What waits to be told of a record. */
export async function changesOf(
  { relay }: Pick<AppInstance, 'relay'>,
  sysId: string,
): Promise<readonly ChangeEvent[]> {
  const answer = await relay.get(`${api}/changes?connection=prod&limit=1000`);
  if (answer.status !== 200) throw new Error(`no changes: ${answer.text}`);
  return ChangesPage.parse(answer.result).changes.filter((change) => change.sys_id === sysId);
}

/** Introduces a relay to the app; without an address it fetches changes itself. */
export async function connectRelay(
  app: AppInstance,
  relay?: { readonly url: string; readonly secret: string },
  names: { readonly workspace?: string; readonly connection?: string } = {},
): Promise<void> {
  const answer = await app.relay.post(`${api}/connect`, {
    contract: 1,
    workspace: names.workspace ?? 'default',
    connection: names.connection ?? 'prod',
    relay_version: '0.1.0',
    ...(relay === undefined
      ? { mode: 'pull' }
      : { mode: 'push', relay_url: relay.url, secret: relay.secret }),
  });
  if (answer.status !== 200) throw new Error(`connect failed: ${answer.text}`);
}

/** As a person or a program attaches a file through the platform's own API; gives back its sys_id. */
export async function upload(
  client: TestClient,
  record: { readonly table: string; readonly sysId: string },
  file: { readonly name?: string; readonly type?: string; readonly content?: string } = {},
): Promise<string> {
  const parameters = new URLSearchParams({
    table_name: record.table,
    table_sys_id: record.sysId,
    file_name: file.name ?? 'graph.png',
  });
  const answer = await client.post(
    `/api/now/attachment/file?${parameters.toString()}`,
    file.content ?? 'PNG of a graph',
    { 'content-type': file.type ?? 'image/png' },
  );
  if (answer.status !== 201) throw new Error(`no attachment: ${answer.text}`);
  return String(answer.result['sys_id']);
}

export const drainJob = 'Alert Relay: send waiting changes';
