import { type AgentRouterDeps, createAgentRouter } from '../agent/router.ts';
import type { LoadedConfig } from '../config/load.ts';
import { silenceTexts } from '../domain/app-silence.ts';
import type { Configuration } from '../domain/configuration.ts';
import { describeObject } from '../domain/configuration-object.ts';
import { createApp } from '../http/create-app.ts';
import { loadedWithFirstRequest } from '../http/loaded-with-first-request.ts';
import { readOpenFilesLimit, toConnectionsAllowed } from '../http/connections-allowed.ts';
import { createServer } from '../http/create-server.ts';
import { createHealthRouter } from '../http/health-router.ts';
import { createDoor } from '../intake/door.ts';
import { createIntakeRouter, type IntakeDeps } from '../intake/router.ts';
import { loadDepths } from '../queue/depth.ts';
import { createCodeRedeemer } from '../servicenow/redeem-code.ts';
import { createSignInRouter } from '../sign-in/router.ts';
import { type AppWatch, listAppWatches } from '../store/app-watches.ts';
import type { RelayServer } from '../http/create-server.ts';
import { type ApiParts, composeApi } from './compose-api.ts';
import type { ComposedConfiguration } from './compose-configuration.ts';
import type { Ground } from './compose-ground.ts';
import { SERVICENOW_DEADLINE_MS } from './compose-servicenow.ts';

/** All doors of the relay, and which of them lead where. */
export function composeServer(
  ground: Ground,
  config: LoadedConfig,
  parts: ApiParts & Pick<ComposedConfiguration, 'sealing'> & { readonly intake: IntakeDeps },
): RelayServer {
  const { log, seldom, clock, newId, db, commit, outgoing } = ground;
  const { sealing, live, intake, instances, publicUrl } = parts;
  const { signIns, mailbox } = instances;
  const { configured } = live;
  const agents: AgentRouterDeps = {
    db,
    clock,
    mailbox,
    findConnection: (workspace, name) => configured.findConnection(workspace, name),
    publicUrl,
  };
  /** Those of connections that are gone or switched off are nobody's concern. */
  const listApps = async (): Promise<readonly AppWatch[]> =>
    (await listAppWatches(db)).filter(({ workspace, connection }) =>
      configured
        .connectionsOf(workspace)
        .some(({ name, enabled }) => enabled && name === connection),
    );
  const openFiles = readOpenFilesLimit();
  const { limits } = config.process;
  const maxConnections = toConnectionsAllowed(limits.maxConnections, openFiles);
  if (maxConnections < limits.maxConnections) {
    const cure = 'raise the limit of open files (ulimit -n, LimitNOFILE)';
    log.info(
      { openFiles, maxConnections, cure },
      'fewer connections than limits.maxConnections: the process may open few files',
    );
  }
  ground.metrics.tellOnlyOf(
    (workspace, name) => configured.findConnection(workspace, name) !== undefined,
  );
  return createServer(
    createApp(
      { newId, log },
      (app) => {
        app.use(createIntakeRouter(intake));
        app.use(createHealthRouter(healthOf(ground, () => live.current(), listApps)));
        app.use('/api/v1', createAgentRouter(agents));
        app.use('/api/v1', loadedWithFirstRequest(composeApi(ground, config, parts)));
        app.use(
          createSignInRouter({
            ...configured,
            db,
            commit,
            clock,
            sealing,
            signIns,
            redeemer: createCodeRedeemer({ outgoing, clock, deadlineMs: SERVICENOW_DEADLINE_MS }),
            publicUrl,
          }),
        );
      },
      createDoor(intake),
    ),
    {
      ...config.process.listen,
      maxConnections,
      onRefused: () =>
        seldom('connections', (before) =>
          log.warn(
            {
              maxConnections,
              before,
              cure: 'see who opens so many, or raise limits.maxConnections and the limit of open files',
            },
            'connections are refused: as many are open as may be',
          ),
        ),
      onAcceptFailed: (error) =>
        seldom('accept', (before) =>
          log.error(
            { err: error, before, cure: 'see whether the machine has memory and open files left' },
            'a connection could not be taken; whoever opened it comes again',
          ),
        ),
    },
  );
}

function healthOf(
  { store, metrics }: Pick<Ground, 'store' | 'metrics'>,
  current: () => Configuration,
  listApps: () => Promise<readonly AppWatch[]>,
): Parameters<typeof createHealthRouter>[0] {
  const { db } = store;
  metrics.readQueueWith(async () => {
    const depths = await loadDepths(store);
    // One that has no work says so: a series that is gone looks like a relay that is gone.
    const names = new Set([...current().workspaces, ...depths.map(({ workspace }) => workspace)]);
    return [...names].map((workspace) => {
      const {
        waiting = 0,
        dead = 0,
        oldestAt,
      } = depths.find((one) => one.workspace === workspace) ?? {};
      const oldestWaitingSeconds = oldestAt === undefined ? 0 : (Date.now() - oldestAt) / 1000;
      return { workspace, waiting, dead, oldestWaitingSeconds };
    });
  });
  metrics.readAppsWith(listApps);
  return {
    findObstacles: async () => {
      try {
        await db.selectFrom('job').select('id').limit(1).execute();
        return [];
      } catch {
        return ['the store does not answer'];
      }
    },
    findWarnings: async () => [
      // Without the reason, which may name where a secret lies: this page asks for no token.
      ...current().unused.map(
        (one) =>
          `${one.workspace}: ${describeObject(one)} is not used; "alert-relay status" says why`,
      ),
      ...(await listApps()).flatMap(({ workspace, connection, silent }) =>
        silent === undefined ? [] : [`${workspace}/${connection}: ${silenceTexts[silent.because]}`],
      ),
    ],
    printMetrics: () => metrics.print(),
  };
}
