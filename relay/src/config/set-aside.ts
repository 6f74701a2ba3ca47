import type { Configuration, UnusedObject } from '../domain/configuration.ts';
import { describeObject, isSameObject } from '../domain/configuration-object.ts';
import type { ConfigurationFault } from './problem.ts';
import type { ConnectorSettings } from './cross-check.ts';
import type { NamedEntry } from './kinds.ts';
import { toWorkspaceTree } from './kinds.ts';
import { toConfiguration } from './to-configuration.ts';
import { WorkspaceEntry } from './workspace-section.ts';

/**
 * A workspace without what is wrong in it, so that one fault stops nothing but what needs it. An alert that
 * cannot be routed as it is written must not go another way: sources whose routes are unused are unused too,
 * and their tools come again. Connections and sources stay, switched off: what they stand for is watched,
 * and a route groups by all of its sources.
 */
export function setAside(
  workspace: string,
  entries: readonly NamedEntry[],
  faults: readonly ConfigurationFault[],
  connectors: readonly ConnectorSettings[],
): Configuration {
  const unused = [...ownFaults(workspace, faults), ...faultsBeside(workspace, entries, faults)];
  const left = entries.flatMap((one) =>
    unused.some((other) => isSameObject(one, other)) ? standInsOf(one) : [one],
  );
  const parsed = WorkspaceEntry.safeParse(toWorkspaceTree(workspace, left));
  // Where a name is what is wrong, nothing can stand in for it.
  if (!parsed.success) return { ...toConfiguration([], connectors), unused };
  return { ...toConfiguration([parsed.data], connectors), unused };
}

/** Each object once, with all that is wrong with it. */
function ownFaults(
  workspace: string,
  faults: readonly ConfigurationFault[],
): readonly UnusedObject[] {
  return [...Map.groupBy(faults, describeObject).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const because = [first, ...others].map((one) => one.because).join('; ');
    return [{ workspace, kind: first.kind, name: first.name, because }];
  });
}

/** Nothing wrong with them but what they hang on. */
function faultsBeside(
  workspace: string,
  entries: readonly NamedEntry[],
  faults: readonly ConfigurationFault[],
): readonly UnusedObject[] {
  return entries
    .filter((one) => !faults.some((other) => isSameObject(one, other)))
    .flatMap((one) => {
      const cause = faults.find((fault) => hangsOn(one, fault, entries));
      if (cause === undefined) return [];
      const because = `${describeObject(cause)}: ${cause.because}`;
      return [{ workspace, kind: one.kind, name: one.name, because }];
    });
}

function hangsOn(
  { kind, name }: NamedEntry,
  fault: ConfigurationFault,
  entries: readonly NamedEntry[],
): boolean {
  if (fault.kind === 'workspace') return kind === 'connection' || kind === 'source';
  if (kind !== 'source' || fault.kind !== 'route') return false;
  const route = entries.find((one) => isSameObject(one, fault))?.entry;
  const isFallback = entries.some(
    (one) => one.kind === 'workspace' && one.entry['fallbackRoute'] === fault.name,
  );
  const sources: unknown = route?.['sources'];
  const isNamed = !Array.isArray(sources) || sources.includes(name);
  return isFallback || (route?.['enabled'] !== false && isNamed);
}

function standInsOf({ kind, name, entry }: NamedEntry): readonly NamedEntry[] {
  switch (kind) {
    case 'workspace':
      return [{ kind, name, entry: { name, enabled: false } }];
    case 'connection':
      return [{ kind, name, entry: { ...connectionStandIn, name } }];
    case 'source':
      return [
        { kind, name, entry: { name, connector: toText(entry['connector']), enabled: false } },
      ];
    case 'destination':
    case 'webhook':
    case 'maintenance':
    case 'route':
      return [];
  }
}

/** Leads nowhere, and nobody is signed in with it. */
const connectionStandIn = {
  url: 'https://unused.invalid',
  credentials: { kind: 'agent' },
  changes: 'off',
  enabled: false,
};

function toText(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : 'unknown';
}
