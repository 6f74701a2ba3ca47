import { z } from 'zod';
import { mayUsePlainHttp, toInstanceAddress } from './instance-address.ts';
import { toProblems, type ConfigurationProblem } from './problem.ts';

/** What the configuration needs to know of a connector. */
export interface ConnectorSettings {
  readonly id: string;
  readonly settings: z.ZodType;
  readonly sendsGroups: boolean;
}

const text = z.string().catch('');

function listOf<Shape extends z.ZodType>(shape: Shape) {
  return z.array(shape).catch([]);
}

const SignInAddresses = z
  .object({ tokenUrl: text, authorizationUrl: text })
  .catch({ tokenUrl: '', authorizationUrl: '' });

/**
 * Only the names, read as leniently as possible: a fault elsewhere in the file must not hide that a
 * name is unknown, nor make a name unknown that is there.
 */
const Workspace = z
  .object({
    name: text,
    connections: listOf(
      z.object({
        name: text,
        url: text,
        mode: z.string().catch('app'),
        changes: z.string().catch('push'),
        secret: z.unknown().optional(),
        credentials: SignInAddresses,
        standby: SignInAddresses,
      }),
    ),
    sources: listOf(
      z.object({
        name: text,
        connector: text,
        settings: z.unknown().optional(),
        destination: text,
      }),
    ),
    destinations: listOf(z.object({ name: text })),
    webhooks: listOf(z.object({ name: text, sources: listOf(text) })),
    routes: listOf(
      z.object({
        name: text,
        sources: listOf(text),
        connection: text,
        enabled: z.boolean().catch(true),
        ownRecords: z.boolean().catch(false),
        destination: z.string().optional().catch(undefined),
      }),
    ),
    match: text,
    fallbackRoute: text,
    maintenance: listOf(z.object({ name: text, routes: listOf(text) })),
  })
  .catch({
    name: '',
    connections: [],
    sources: [],
    destinations: [],
    webhooks: [],
    routes: [],
    match: '',
    fallbackRoute: '',
    maintenance: [],
  });
type Workspace = z.output<typeof Workspace>;

const Names = z.object({
  outgoing: z.object({ allow: listOf(text) }).catch({ allow: [] }),
  provision: z.object({ workspaces: listOf(Workspace) }).catch({ workspaces: [] }),
});

/** What no single field can know: names used and names given, and what belongs together. */
export function crossCheck(
  tree: unknown,
  connectors: readonly ConnectorSettings[],
): readonly ConfigurationProblem[] {
  const names = Names.safeParse(tree);
  if (!names.success) return [];
  const { outgoing, provision } = names.data;
  const path = ['provision', 'workspaces'];
  return [
    ...checkUnique(provision.workspaces, path),
    ...provision.workspaces.flatMap((workspace, index) => [
      ...checkNames(workspace, [...path, index]),
      ...checkRouting(workspace, [...path, index]),
      ...checkConnections(workspace, outgoing.allow, [...path, index, 'connections']),
      ...checkSettings(workspace, connectors, [...path, index, 'sources']),
    ]),
  ];
}

function checkNames(workspace: Workspace, path: readonly PropertyKey[]): ConfigurationProblem[] {
  const { connections, sources, destinations, webhooks, routes } = workspace;
  const named = { connections, sources, destinations, webhooks, routes };
  const problems = Object.entries(named).flatMap(([list, members]) =>
    checkUnique(members, [...path, list]),
  );
  for (const [index, { destination }] of sources.entries()) {
    const at = [...path, 'sources', index, 'destination'];
    problems.push(...checkKnown(destination, destinations, 'destination', at));
  }
  for (const [index, webhook] of webhooks.entries()) {
    for (const [position, source] of webhook.sources.entries()) {
      const at = [...path, 'webhooks', index, 'sources', position];
      problems.push(...checkKnown(source, sources, 'source', at));
    }
  }
  for (const [index, route] of routes.entries()) {
    const at = [...path, 'routes', index];
    for (const [position, source] of route.sources.entries()) {
      problems.push(...checkKnown(source, sources, 'source', [...at, 'sources', position]));
    }
    problems.push(
      ...checkKnown(route.connection, connections, 'connection', [...at, 'connection']),
    );
    problems.push(
      ...checkKnown(route.destination ?? '', destinations, 'destination', [...at, 'destination']),
    );
  }
  return problems;
}

function checkRouting(workspace: Workspace, path: readonly PropertyKey[]): ConfigurationProblem[] {
  const { fallbackRoute, maintenance, routes } = workspace;
  return [
    ...checkKnown(fallbackRoute, routes, 'route', [...path, 'fallbackRoute']),
    ...checkUnique(maintenance, [...path, 'maintenance']),
    ...maintenance.flatMap((window, index) =>
      window.routes.flatMap((route, position) =>
        checkKnown(route, routes, 'route', [...path, 'maintenance', index, 'routes', position]),
      ),
    ),
    ...checkShared(workspace, [...path, 'routes']),
  ];
}

/** Two routes that both take an event must not write to one record by two sets of rules. */
function checkShared(
  { match, routes }: Workspace,
  path: readonly PropertyKey[],
): ConfigurationProblem[] {
  if (match !== 'all') return [];
  const sharing = routes.filter(({ enabled, ownRecords }) => enabled && !ownRecords);
  return sharing.flatMap((route, index) => {
    const first = sharing
      .slice(0, index)
      .find(
        (other) =>
          other.connection === route.connection &&
          other.sources.some((source) => route.sources.includes(source)),
      );
    if (first === undefined) return [];
    const expected = `expected ownRecords: true, since with match: all the route ${first.name} takes the same events to ${route.connection}`;
    return [{ path: [...path, routes.indexOf(route)], expected }];
  });
}

function checkUnique(
  members: readonly { readonly name: string }[],
  path: readonly PropertyKey[],
): ConfigurationProblem[] {
  return members.flatMap(({ name }, index) => {
    const first = members.findIndex((other) => other.name === name);
    if (name === '' || first === index) return [];
    const expected = `expected a name of its own: ${name} is taken by number ${first + 1} of this list`;
    return [{ path: [...path, index, 'name'], expected }];
  });
}

/** A name that is missing or no text is a problem of its field already. */
function checkKnown(
  name: string,
  members: readonly { readonly name: string }[],
  what: string,
  path: readonly PropertyKey[],
): ConfigurationProblem[] {
  if (name === '' || members.some((member) => member.name === name)) return [];
  const known = [...new Set(members.map((member) => member.name))].join(', ') || 'none';
  const expected = `expected the name of a ${what} of this workspace (${known}), not ${name}`;
  return [{ path, expected }];
}

function checkConnections(
  workspace: Workspace,
  allowedHosts: readonly string[],
  path: readonly PropertyKey[],
): ConfigurationProblem[] {
  return workspace.connections.flatMap((connection, index) => {
    const problems: ConfigurationProblem[] = [];
    const address = toInstanceAddress(connection.url);
    if (
      address.kind === 'address' &&
      address.url.startsWith('http://') &&
      !mayUsePlainHttp(address.url, allowedHosts)
    ) {
      problems.push({
        path: [...path, index, 'url'],
        expected: 'expected https://, or the host among outgoing.allow: http shows the password',
      });
    }
    problems.push(...checkSignIn(connection, allowedHosts, [...path, index]));
    const isSigned = connection.mode !== 'table' && connection.changes === 'push';
    if (isSigned && connection.secret === undefined) {
      problems.push({
        path: [...path, index, 'secret'],
        expected: 'expected a secret, since changes: push is signed with it',
      });
    }
    return problems;
  });
}

/** Where a client shows its secret, and people their passwords, by the same rule as the instance itself. */
function checkSignIn(
  connection: Workspace['connections'][number],
  allowedHosts: readonly string[],
  path: readonly PropertyKey[],
): ConfigurationProblem[] {
  const addresses = [
    { at: ['credentials', 'tokenUrl'], url: connection.credentials.tokenUrl },
    { at: ['credentials', 'authorizationUrl'], url: connection.credentials.authorizationUrl },
    { at: ['standby', 'tokenUrl'], url: connection.standby.tokenUrl },
  ];
  return addresses
    .filter(
      ({ url }) => URL.parse(url)?.protocol === 'http:' && !mayUsePlainHttp(url, allowedHosts),
    )
    .map(({ at }) => ({
      path: [...path, ...at],
      expected: 'expected https://, or the host among outgoing.allow: http shows what signs in',
    }));
}

function checkSettings(
  workspace: Workspace,
  connectors: readonly ConnectorSettings[],
  path: readonly PropertyKey[],
): ConfigurationProblem[] {
  return workspace.sources.flatMap((source, index) => {
    if (source.connector === '') return [];
    const connector = connectors.find(({ id }) => id === source.connector);
    if (connector === undefined) {
      const known = connectors.map(({ id }) => id).join(', ');
      const expected = `expected a connector (${known}), not ${source.connector}`;
      return [{ path: [...path, index, 'connector'], expected }];
    }
    const settings = connector.settings.safeParse(source.settings ?? {});
    return settings.success ? [] : toProblems(settings.error, [...path, index, 'settings']);
  });
}
