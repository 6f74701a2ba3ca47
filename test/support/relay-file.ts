/** What tests write into relay.yml: JSON is YAML. Only what they vary is spelled out here. */
export interface RelayFile {
  readonly listen: { readonly port: number };
  readonly data: string;
  /** How long a relay that died holds its lanes; the address comes by the environment. */
  readonly database?: { readonly leaseSeconds: number };
  readonly limits?: { readonly maxStoreMb: number };
  readonly outgoing: { readonly allow: readonly string[]; readonly proxy?: Section };
  readonly provision: { readonly workspaces: readonly Workspace[] };
}

export interface Workspace {
  readonly name: string;
  readonly connections: readonly Section[];
  readonly sources: readonly Section[];
  readonly destinations: readonly Section[];
  readonly webhooks?: readonly Section[];
  readonly routes: readonly Section[];
}

type Section = Readonly<Record<string, unknown>>;

/** An instance as its integration user sees it. */
export interface InstanceAccess {
  readonly url: string;
  readonly integration: { readonly user: string; readonly password: string };
}

const workspace = 'main';
export const sourceToken = 'token-of-the-prometheus-source';
/** Of 32 bytes each, in the form of Standard Webhooks. */
export const changesSecret = `whsec_${Buffer.alloc(32, 'changes').toString('base64')}`;
export const receiverSecret = `whsec_${Buffer.alloc(32, 'receiver').toString('base64')}`;

/** Where Alertmanager posts to. */
export function intakeUrl(relayUrl: string, source = 'prometheus'): string {
  return `${relayUrl}/in/${workspace}/${source}`;
}

export interface WorkspaceOptions {
  readonly instance: InstanceAccess;
  readonly connection?: Section;
  readonly route?: Section;
  /** Told about changes under the name `tool`. */
  readonly destination?: Section;
}

export interface ToolsOptions {
  readonly instance: InstanceAccess;
  readonly connection?: Section;
  /** What a workspace has besides: sources, destinations, routes. */
  readonly sources: readonly Section[];
  readonly destinations?: readonly Section[];
  readonly webhooks?: readonly Section[];
  readonly routes: readonly Section[];
}

/** One connection in app mode, named `production`, and whatever tools a test is about. */
export function toolsWorkspace(options: ToolsOptions): Workspace {
  const { instance, sources, destinations = [], webhooks = [], routes } = options;
  const { user, password } = instance.integration;
  return {
    name: workspace,
    connections: [
      {
        name: 'production',
        url: instance.url,
        credentials: { kind: 'basic', user, password },
        changes: destinations.length === 0 ? 'off' : 'push',
        secret: changesSecret,
        ...options.connection,
      },
    ],
    sources,
    destinations,
    webhooks,
    routes,
  };
}

/** One Alertmanager source, one connection, one route between them. */
export function alertmanagerWorkspace(options: WorkspaceOptions): Workspace {
  const { instance, connection, destination } = options;
  return toolsWorkspace({
    instance,
    ...(connection && { connection }),
    sources: [{ name: 'prometheus', connector: 'alertmanager', settings: { token: sourceToken } }],
    destinations: destination === undefined ? [] : [{ name: 'tool', ...destination }],
    routes: [
      {
        name: 'incidents',
        sources: ['prometheus'],
        connection: 'production',
        ...(destination === undefined ? {} : { destination: 'tool' }),
        ...options.route,
      },
    ],
  });
}
