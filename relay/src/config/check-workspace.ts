import type { Configuration } from '../domain/configuration.ts';
import { isSameObject } from '../domain/configuration-object.ts';
import { crossCheck, type ConnectorSettings } from './cross-check.ts';
import { listedKinds, lists, type NamedEntry, toWorkspaceTree } from './kinds.ts';
import {
  type ConfigurationFault,
  type ConfigurationProblem,
  toPathText,
  toProblems,
} from './problem.ts';
import { RelayFile } from './relay-file.ts';
import { setAside } from './set-aside.ts';
import { toConfiguration } from './to-configuration.ts';

export interface CheckSettings {
  readonly connectors: readonly ConnectorSettings[];
  /** Hosts that may be called although they are private; plain http is for them only. */
  readonly allowedHosts: readonly string[];
}

export interface CheckedWorkspace {
  /** What can be used of it: all, where there is no fault. */
  readonly configuration: Configuration;
  readonly faults: readonly ConfigurationFault[];
}

/**
 * One workspace as a whole, by the same rules as relay.yml: nothing crosses between workspaces, so each
 * is checked by itself.
 * @param unread what of it could not be read: its objects have no other faults
 */
export function checkWorkspace(
  name: string,
  entries: readonly NamedEntry[],
  { connectors, allowedHosts }: CheckSettings,
  unread: readonly ConfigurationFault[] = [],
): CheckedWorkspace {
  const tree = {
    outgoing: { allow: allowedHosts },
    provision: { workspaces: [toWorkspaceTree(name, entries)] },
  };
  const file = RelayFile.safeParse(tree);
  const found = [
    ...(file.success ? [] : toProblems(file.error)),
    ...crossCheck(tree, connectors),
  ].map((problem) => toFault(name, entries, problem));
  const faults = [
    ...unread,
    ...found.filter((one) => !unread.some((other) => isSameObject(one, other))),
  ];
  if (file.success && faults.length === 0) {
    return { configuration: toConfiguration(file.data.provision.workspaces, connectors), faults };
  }
  return { configuration: setAside(name, entries, faults, connectors), faults };
}

function toFault(
  workspace: string,
  entries: readonly NamedEntry[],
  { path, expected }: ConfigurationProblem,
): ConfigurationFault {
  // provision.workspaces[0] above is ours.
  const [list, index, ...below] = path.slice(3);
  const kind = listedKinds.find((one) => lists[one] === list);
  const object =
    typeof index === 'number' ? entries.filter((one) => one.kind === kind)[index] : undefined;
  if (object === undefined) {
    const because = `${toPathText(path.slice(3))}: ${expected}`;
    return { kind: 'workspace', name: workspace, because };
  }
  const place = below.length === 0 ? '' : `${toPathText(below)}: `;
  return { kind: object.kind, name: object.name, because: `${place}${expected}` };
}
