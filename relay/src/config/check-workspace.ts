import type { Configuration } from '../domain/configuration.ts';
import { describeObject } from '../domain/configuration-object.ts';
import { crossCheck, type ConnectorSettings } from './cross-check.ts';
import { listedKinds, lists, type NamedEntry, toWorkspaceTree } from './kinds.ts';
import { toPathText, toProblems, type ConfigurationProblem } from './problem.ts';
import { RelayFile } from './relay-file.ts';
import { toConfiguration } from './to-configuration.ts';

export interface CheckSettings {
  readonly connectors: readonly ConnectorSettings[];
  /** Hosts that may be called although they are private; plain http is for them only. */
  readonly allowedHosts: readonly string[];
}

export type CheckedWorkspace =
  | { readonly kind: 'right'; readonly configuration: Configuration }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] };

/**
 * One workspace as a whole, by the same rules as relay.yml: nothing crosses between workspaces, so each
 * is checked by itself.
 */
export function checkWorkspace(
  name: string,
  entries: readonly NamedEntry[],
  { connectors, allowedHosts }: CheckSettings,
): CheckedWorkspace {
  const tree = {
    outgoing: { allow: allowedHosts },
    provision: { workspaces: [toWorkspaceTree(name, entries)] },
  };
  const file = RelayFile.safeParse(tree);
  const problems = [
    ...(file.success ? [] : toProblems(file.error)),
    ...crossCheck(tree, connectors),
  ];
  if (file.success && problems.length === 0) {
    const configuration = toConfiguration(file.data.provision.workspaces, connectors);
    return { kind: 'right', configuration };
  }
  return { kind: 'wrong', problems: problems.map((problem) => toLine(name, entries, problem)) };
}

/** `the route ops: connection: expected the name of a connection …` */
function toLine(
  workspace: string,
  entries: readonly NamedEntry[],
  { path, expected }: ConfigurationProblem,
): string {
  // provision.workspaces[0] above is ours.
  const [list, index, ...below] = path.slice(3);
  const kind = listedKinds.find((one) => lists[one] === list);
  const object =
    typeof index === 'number' ? entries.filter((one) => one.kind === kind)[index] : undefined;
  if (object === undefined) {
    return `the workspace ${workspace}: ${toPathText(path.slice(3))}: ${expected}`;
  }
  const place = below.length === 0 ? '' : `${toPathText(below)}: `;
  return `${describeObject(object)}: ${place}${expected}`;
}
