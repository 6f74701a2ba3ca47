import { createInstanceClient, type InstanceClient, type Write } from './instance-client.ts';
import {
  alertmanagerWorkspace,
  intakeUrl,
  sourceToken,
  type ToolsOptions,
  toolsWorkspace,
  type Workspace,
  type WorkspaceOptions,
} from './relay-file.ts';
import { isDrained, readRelayMetrics } from './relay-metrics.ts';
import { startInstance, type InstanceOptions, type RunningInstance } from './start-instance.ts';
import { startRelay, type Relay } from './start-relay.ts';
import { waitFor } from './wait-for.ts';

/** An instance with the app, and a relay in front of it. */
export interface System extends AsyncDisposable {
  readonly instance: RunningInstance;
  /** A person in ServiceNow with all rights. */
  readonly agent: InstanceClient;
  readonly relay: Relay;
}

export function startSystem(
  options: Omit<WorkspaceOptions, 'instance'> = {},
  instanceOptions: InstanceOptions = {},
): Promise<System> {
  return startSystemOf(
    (instance) => alertmanagerWorkspace({ instance, ...options }),
    instanceOptions,
  );
}

/** The same for a workspace with other tools. */
export function startToolsSystem(options: Omit<ToolsOptions, 'instance'>): Promise<System> {
  return startSystemOf((instance) => toolsWorkspace({ instance, ...options }));
}

async function startSystemOf(
  toWorkspace: (instance: RunningInstance) => Workspace,
  instanceOptions: InstanceOptions = {},
): Promise<System> {
  const instance = await startInstance(instanceOptions);
  const agent = createInstanceClient(instance.url, instance.admin);
  const workspace = toWorkspace(instance);
  const relay = await startRelay({ workspaces: [workspace] });
  if (workspace.destinations.length > 0) await untilConnected(agent, relay);
  return {
    instance,
    agent,
    relay,
    [Symbol.asyncDispose]: async () => {
      await relay.stop();
      await instance.stop();
    },
  };
}

/** Waits until the app knows the relay: changes before that have nobody to go to. */
export async function untilConnected(agent: InstanceClient, relay: Relay): Promise<void> {
  await waitFor(async () => (await agent.records('x_alrt_relay_connection', '')).length > 0, {
    within: 20_000,
    what: () => `the connection in ServiceNow. The relay wrote:\n${relay.log()}`,
  });
}

/** Posts a body to the relay as Alertmanager would, and returns the status of the answer. */
export async function postNotification(relay: Relay, body: string): Promise<number> {
  const answer = await fetch(intakeUrl(relay.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${sourceToken}`, 'content-type': 'application/json' },
    body,
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** Waits until the relay has dealt with all that it took. */
export async function untilDrained(relay: Relay, within = 20_000): Promise<void> {
  await waitFor(() => isDrained(relay.url), {
    within,
    what: () => `an empty queue. The relay wrote:\n${relay.log()}`,
  });
}

export async function deadLetters(relay: Relay): Promise<number> {
  return (await readRelayMetrics(relay.url))('alert_relay_dead_jobs');
}

export function insertedIncidents(writes: readonly Write[]): readonly Write[] {
  return writes.filter(({ table, operation }) => table === 'incident' && operation === 'insert');
}
