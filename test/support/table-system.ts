import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Instance } from '../instance/create-instance.ts';
import { builtRelay } from './built-relay.ts';
import { createInstanceClient, type InstanceClient } from './instance-client.ts';
import { startInstanceHere } from './instance-here.ts';
import { alertmanagerWorkspace, type WorkspaceOptions } from './relay-file.ts';
import { startRelay, type Relay } from './start-relay.ts';

/**
 * The quota of the instance, and the relay's setting of the same: the stock value is 60 s. What has no
 * answer is looked for after a quarter more.
 */
const quotaMs = 2_000;

/** The account of a customer who has no app: the least role that writes incidents, and no other. */
const account = { user: 'alert.relay.table', password: 'correct horse battery' };

/** An instance on which our app was never installed. */
export async function startBareInstance(
  roles: readonly string[] = [],
): Promise<Instance & AsyncDisposable> {
  const instance = await startInstanceHere({ quotaMs });
  instance.control.createUser({
    userName: account.user,
    password: account.password,
    roles: ['sn_incident_write', ...roles],
    // Far from UTC: what is shown to this account in its own time must not matter.
    values: {
      name: 'Alert Relay',
      web_service_access_only: 'true',
      time_zone: 'US/Pacific',
    },
  });
  return instance;
}

export function tableWorkspace(url: string, options: Omit<WorkspaceOptions, 'instance'> = {}) {
  return alertmanagerWorkspace({
    ...options,
    instance: { url, integration: account },
    connection: {
      mode: 'table',
      tableMode: { quota: `${quotaMs}ms`, pollEvery: '300ms' },
      changes: options.destination === undefined ? 'off' : 'pull',
      ...options.connection,
    },
  });
}

export interface TableSystem extends AsyncDisposable {
  readonly instance: Instance;
  readonly agent: InstanceClient;
  readonly relay: Relay;
}

/** The same as `startSystem`, without the app. `url` is what the relay takes for the instance. */
export async function startTableSystem(
  options: Omit<WorkspaceOptions, 'instance'> & {
    readonly via?: (url: string) => string;
    /** Whether the account may read what was deleted: administrators, in a stock instance. */
    readonly isAuditor?: boolean;
  } = {},
): Promise<TableSystem> {
  const { via, isAuditor = false, ...rest } = options;
  const instance = await startBareInstance(isAuditor ? ['admin'] : []);
  const agent = createInstanceClient(instance.url, instance.admin);
  const url = via?.(instance.url) ?? instance.url;
  const relay = await startRelay({ workspaces: [tableWorkspace(url, rest)] });
  return {
    instance,
    agent,
    relay,
    [Symbol.asyncDispose]: async () => {
      await relay.stop();
      await instance.close();
    },
  };
}

/** What `alert-relay rule-script` prints beside the running relay. */
export async function printRule(relay: Relay, ...options: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(builtRelay, [
    'rule-script',
    'production',
    `--config=${path.join(relay.dataFolder, '../relay.yml')}`,
    `--url=${relay.url}`,
    '--json',
    ...options,
  ]);
  return stdout;
}
