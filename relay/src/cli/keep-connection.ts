import { randomBytes } from 'node:crypto';
import type { Connection, Credentials } from '../domain/configuration.ts';
import { systemClock } from '../lib/clock.ts';
import { toRelayError } from '../lib/errors.ts';
import type { Outgoing } from '../lib/outgoing.ts';
import { Secret } from '../lib/secret.ts';
import { connect } from '../servicenow/connect.ts';
import { createClient } from '../servicenow/client.ts';
import { noSignIns } from '../servicenow/request-token.ts';
import { createExchange } from '../servicenow/exchange.ts';
import { createInspector } from '../servicenow/inspect-instance.ts';
import { steadyClock } from '../lib/clock.ts';
import type { Wish } from '../setup/wish.ts';
import { openRelayFile } from './relay-file-writer.ts';
import type { OpenStore } from './with-store.ts';

export interface Kept {
  readonly connection: Connection;
  /** What was made besides the connection, so that a first alert can flow. */
  readonly added: readonly string[];
}

interface KeepRequest {
  readonly options: { readonly config: string };
  readonly open: Pick<OpenStore, 'configuration' | 'publicUrl'>;
  readonly wish: Wish;
  readonly allow: readonly string[];
}

/** The least that makes a first alert flow: the connection, a source to test with, a route between them. */
export function keepConnection({ options, open, wish }: KeepRequest): Kept {
  const { workspace, connection: name, url, mode, client } = wish;
  const { configuration, publicUrl } = open;
  const writer = openRelayFile(options.config);
  const old = configuration.connections.find(
    (one) => one.workspace === workspace && one.name === name,
  );
  const changes = old?.changes ?? (publicUrl === undefined || mode === 'table' ? 'pull' : 'push');
  const secret = old?.secret ?? newSigningSecret();
  const added: string[] = [];
  writer.put(workspace, 'connections', {
    name,
    url,
    mode,
    changes,
    credentials: {
      kind: 'client-credentials',
      clientId: client.id,
      clientSecret: writer.keepSecret(`${workspace}.${name}.client`, client.secret.reveal()),
    },
    ...(changes === 'push'
      ? { secret: writer.keepSecret(`${workspace}.${name}.changes`, secret.reveal()) }
      : {}),
  });
  const sources = configuration.sources.filter((one) => one.workspace === workspace);
  if (sources.length === 0) {
    const token = randomBytes(24).toString('base64url');
    writer.put(workspace, 'sources', {
      name: TEST_SOURCE,
      connector: 'generic',
      settings: {
        authorization: { token: writer.keepSecret(`${workspace}.${TEST_SOURCE}.token`, token) },
      },
    });
    added.push(`source ${TEST_SOURCE} (generic JSON)`);
  }
  const isRouted = configuration.routes.some(
    (route) => route.workspace === workspace && route.connection === name,
  );
  if (!isRouted) {
    const from = sources.find(({ enabled }) => enabled)?.name ?? TEST_SOURCE;
    writer.put(workspace, 'routes', {
      name: `${name}-incidents`,
      sources: [from],
      connection: name,
    });
    added.push(`route ${name}-incidents (${from} → incident)`);
  }
  writer.save();
  return {
    added,
    connection: {
      ...adHocConnection(wish, {
        kind: 'client-credentials',
        clientId: client.id,
        clientSecret: client.secret,
        tokenUrl: undefined,
        scope: undefined,
      }),
      changes,
      secret: changes === 'push' ? secret : undefined,
    },
  };
}

const TEST_SOURCE = 'alert-relay-test';

function newSigningSecret(): Secret {
  return new Secret(`whsec_${randomBytes(32).toString('base64')}`);
}

/** A connection that is nowhere configured: only what a call needs. */
export function adHocConnection(
  wish: Pick<Wish, 'workspace' | 'connection' | 'url' | 'mode'>,
  credentials: Credentials,
): Connection {
  return {
    workspace: wish.workspace,
    name: wish.connection,
    url: wish.url,
    mode: wish.mode,
    credentials,
    transport: undefined,
    tableMode: { quotaMs: 60_000, pollEveryMs: 30_000 },
    changes: 'pull',
    secret: undefined,
    description: '',
    tags: [],
    pageSize: 200,
    filters: {},
    excludedFields: [],
    timeZone: 'UTC',
    enabled: true,
  };
}

const DEADLINE_MS = 30_000;

/** Signs in with what was just made, and introduces the relay to the app. */
export async function verifyConnection(
  outgoing: Pick<Outgoing, 'send'>,
  { connection }: Kept,
  version: string,
  publicUrl: string | undefined,
): Promise<{ readonly well: boolean; readonly evidence: string }> {
  const deps = { outgoing, clock: systemClock, deadlineMs: DEADLINE_MS };
  if (connection.mode === 'table') {
    const heard = await createInspector(deps, connection).ask({
      path: '/api/now/table/incident',
      query: { sysparm_limit: '1', sysparm_fields: 'sys_id' },
    });
    return heard.kind === 'silent'
      ? { well: false, evidence: heard.error.message }
      : {
          well: heard.seen.status === 200,
          evidence: `signed in; reading incident answered ${heard.seen.status}`,
        };
  }
  try {
    const client = createClient({
      exchange: createExchange(deps),
      clock: systemClock,
      steadyClock,
      signIns: noSignIns,
    });
    const url = publicUrl === undefined ? undefined : `${publicUrl}/w/${connection.workspace}`;
    const answer = await connect(client, connection, { version, url });
    return {
      well: true,
      evidence: `signed in, and introduced to app ${answer.app_version} on instance ${answer.instance.name}`,
    };
  } catch (thrown) {
    return { well: false, evidence: toRelayError(thrown).message };
  }
}
