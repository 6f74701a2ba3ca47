import { alertmanagerWorkspace, type WorkspaceOptions } from '../support/relay-file.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';

/** A relay as an operator runs it: as it was built, in front of a stub. */
export function startBenchRelay(
  stubUrl: string,
  options: Omit<WorkspaceOptions, 'instance'> = {},
  database?: string,
): Promise<Relay> {
  const instance = { url: stubUrl, integration: { user: 'relay', password: 'of-the-stub' } };
  return startRelay({
    workspaces: [alertmanagerWorkspace({ instance, ...options })],
    database,
  });
}
