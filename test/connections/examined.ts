import { randomUUID } from 'node:crypto';
import { builtApp } from '../../now-app/tools/built-app.ts';
import { createDoctor } from '../../relay/src/doctor/create-doctor.ts';
import type { Examination } from '../../relay/src/doctor/examine.ts';
import type { Connection, Credentials, Route } from '../../relay/src/domain/configuration.ts';
import { sampleConnection } from '../../relay/src/domain/samples.ts';
import { systemClock } from '../../relay/src/lib/clock.ts';
import { createOutgoing, type Outgoing } from '../../relay/src/lib/outgoing.ts';
import { Secret } from '../../relay/src/lib/secret.ts';
import type { SignInMemory } from '../../relay/src/servicenow/request-token.ts';
import { noMemory } from '../../relay/src/servicenow/sample-servicenow.ts';
import type { Instance } from '../instance/create-instance.ts';
import { createTestClient, type TestClient } from '../instance/testing/client.ts';
import { startInstanceHere } from '../support/instance-here.ts';

export const PASSWORD = 'correct horse battery';

/** A connection, and how the doctor is asked to look at it. */
export interface Wanted extends Partial<Connection> {
  readonly routes?: readonly Route[];
  readonly asAdmin?: boolean;
  readonly now?: () => number;
  readonly live?: 'first' | 'standby';
  readonly signIns?: SignInMemory;
}

/** An account of the relay, and the OAuth client that signs it in. */
export interface Client {
  readonly user: string;
  readonly userName: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The sys_id of the client. */
  readonly entity: string;
}

/** A simulated instance with the app, and a doctor that looks at connections to it. */
export interface Examined {
  readonly instance: Instance;
  readonly admin: TestClient;
  readonly outgoing: Outgoing;
  readonly examineWith: (wanted: Wanted) => Promise<Examination>;
  /** With `api_user` alone; the fields are those of the client. */
  readonly makeClient: (fields?: Record<string, string>) => Promise<Client>;
  /** With these roles alone. */
  readonly accountWith: (roles: readonly string[]) => Credentials;
  close(): Promise<void>;
}

export async function startExamined(): Promise<Examined> {
  const outgoing = createOutgoing({ allow: ['127.0.0.0/8', 'localhost'] });
  const instance = await startInstanceHere({ app: builtApp().dist, demoData: false });
  const admin = createTestClient(instance.url, instance.admin);

  async function examineWith({
    routes = [],
    asAdmin,
    now,
    live = 'first',
    signIns,
    ...change
  }: Wanted): Promise<Examination> {
    const { user, password } = instance.admin;
    const connection = sampleConnection({ url: instance.url, changes: 'pull', ...change });
    const examine = createDoctor({
      outgoing,
      clock: { now: now ?? (() => systemClock.now()) },
      deadlineMs: 20_000,
      ...(signIns === undefined ? {} : { signIns }),
      memory: noMemory,
      liveSetOf: () => live,
      routesOf: () => routes.map((route) => ({ ...route, connection: connection.name })),
      version: '0.1.0',
      publicUrl: () => undefined,
    });
    return examine(
      connection,
      asAdmin === true ? { user, password: new Secret(password) } : undefined,
    );
  }

  async function makeClient(fields: Record<string, string> = {}): Promise<Client> {
    const roles = ['x_alrt_relay.api_user'];
    const userName = `relay.${randomUUID().slice(0, 8)}`;
    const values = { web_service_access_only: 'true', identity_type: 'machine' };
    const user = instance.control.createUser({ userName, password: PASSWORD, roles, values });
    const clientId: string = randomUUID();
    const clientSecret: string = randomUUID();
    const created = await admin.post('/api/now/table/oauth_entity', {
      name: userName,
      type: 'client',
      active: 'true',
      client_id: clientId,
      client_secret: clientSecret,
      user,
      ...fields,
    });
    return { user, userName, clientId, clientSecret, entity: String(created.result['sys_id']) };
  }

  function accountWith(roles: readonly string[]): Credentials {
    const userName = `rights.${randomUUID().slice(0, 8)}`;
    const values = { web_service_access_only: 'true', identity_type: 'machine' };
    instance.control.createUser({ userName, password: PASSWORD, roles: [...roles], values });
    return { kind: 'basic', user: userName, password: new Secret(PASSWORD) };
  }

  return {
    instance,
    admin,
    outgoing,
    examineWith,
    makeClient,
    accountWith,
    async close() {
      await outgoing.close();
      await instance.close();
    },
  };
}

export function resultOf({ checks }: Examination, id: string) {
  return checks.find((check) => check.id === id);
}

/** The one check that failed, its code, and whether all that is blocked is blocked by it. */
export function faultOf(examination: Examination) {
  const failed = examination.checks.filter(({ verdict }) => verdict === 'fail');
  const blockers = examination.checks.flatMap(({ blockedBy }) => blockedBy ?? []);
  return {
    failed: failed.map(({ id, code }) => `${id} ${code ?? ''}`),
    blockers: [...new Set(blockers)],
  };
}

export const onlyFault = (id: string, code: string) => ({
  failed: [`${id} ${code}`],
  blockers: [id],
});

export const byClient = ({ clientId, clientSecret }: Client): Credentials => ({
  kind: 'client-credentials',
  clientId,
  clientSecret: new Secret(clientSecret),
  tokenUrl: undefined,
  scope: undefined,
});

export const byPassword = ({ userName }: Client, password = PASSWORD): Credentials => ({
  kind: 'basic',
  user: userName,
  password: new Secret(password),
});
