import { z } from 'zod';
import type { NamedEntry } from '../config/kinds.ts';
import type { ConfigurationKind } from '../domain/configuration-object.ts';

/** Only what an entry says of others. */
const Uses = z.object({
  connection: z.string().optional().catch(undefined),
  destination: z.string().optional().catch(undefined),
  sources: z.array(z.string()).optional().catch(undefined),
  routes: z.array(z.string()).optional().catch(undefined),
  fallbackRoute: z.string().optional().catch(undefined),
});

type Target = { readonly kind: ConfigurationKind; readonly name: string };

/** The objects that name this one. */
export function dependentsOf<One extends NamedEntry>(
  objects: readonly One[],
  { kind, name }: Target,
): readonly One[] {
  return objects.filter((one) => {
    const uses = Uses.parse(one.entry);
    if (one.kind === 'route') {
      if (kind === 'connection') return uses.connection === name;
      if (kind === 'destination') return uses.destination === name;
      return kind === 'source' && uses.sources?.includes(name) === true;
    }
    if (one.kind === 'source') return kind === 'destination' && uses.destination === name;
    if (one.kind === 'webhook') return kind === 'source' && uses.sources?.includes(name) === true;
    if (kind !== 'route') return false;
    return one.kind === 'maintenance'
      ? uses.routes?.includes(name) === true
      : one.kind === 'workspace' && uses.fallbackRoute === name;
  });
}

/**
 * What is left without this object and without what cannot be there without it: a route goes with its
 * connection and with its last source; where it was only named, the name goes.
 */
export function withoutObject<One extends NamedEntry>(
  objects: readonly One[],
  target: Target,
): readonly One[] {
  const left = objects.filter((one) => one.kind !== target.kind || one.name !== target.name);
  const dependents = dependentsOf(left, target);
  let rest: readonly One[] = left;
  for (const dependent of dependents) {
    const entry = withoutName(dependent, target);
    rest =
      entry === undefined
        ? withoutObject(rest, dependent)
        : rest.map((one) =>
            one.kind === dependent.kind && one.name === dependent.name ? { ...one, entry } : one,
          );
  }
  return rest;
}

/** `undefined`: it cannot be without it. */
function withoutName({ kind, entry }: NamedEntry, target: Target): NamedEntry['entry'] | undefined {
  const { sources = [], routes = [] } = Uses.parse(entry);
  if (kind === 'workspace') return without(entry, 'fallbackRoute');
  if (target.kind === 'connection') return undefined;
  if (target.kind === 'destination') return without(entry, 'destination');
  const [key, names] = target.kind === 'source' ? ['sources', sources] : ['routes', routes];
  const left = names.filter((one) => one !== target.name);
  return left.length === 0 ? undefined : { ...entry, [key]: left };
}

function without(entry: NamedEntry['entry'], key: string): NamedEntry['entry'] {
  const { [key]: _gone, ...rest } = entry;
  return { ...rest, name: entry.name };
}
