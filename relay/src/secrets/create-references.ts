import { mayReferTo, parseReference } from '../domain/secret-reference.ts';
import { RelayError } from '../lib/errors.ts';
import { createOutgoing } from '../lib/outgoing.ts';
import { Secret } from '../lib/secret.ts';
import { createAzureKeyVault, type AzureKeyVaultSettings } from './providers/azure-key-vault.ts';
import { createConjur, type ConjurSettings } from './providers/conjur.ts';
import { createCyberArk, type CyberArkSettings } from './providers/cyberark.ts';
import { createEnvironment } from './providers/environment.ts';
import { createFile } from './providers/file.ts';
import { createPkcs11, type Pkcs11Settings } from './providers/pkcs11.ts';
import type { SecretProvider } from './providers/provider.ts';
import { createVault, type VaultSettings } from './providers/vault.ts';

/** Reads what references lead to. */
export interface References {
  /** For what the operator wrote: any reference that has a provider. */
  read(reference: string): Promise<string>;
  /** For what came through the API: only those that the operator allows the workspace. */
  readFor(workspace: string, reference: string): Promise<string>;
  close(): Promise<void>;
}

export interface ReferenceSettings {
  /** Beginnings that workspaces may use. */
  readonly references: readonly string[];
  readonly vault?:
    | {
        readonly url: string;
        readonly namespace?: string | undefined;
        readonly token?: Secret | undefined;
        readonly appRole?:
          | { readonly roleId: string; readonly secretId: Secret; readonly mount: string }
          | undefined;
      }
    | undefined;
  readonly azure?:
    | {
        readonly url: string;
        readonly managedIdentity: boolean;
        readonly tenantId?: string | undefined;
        readonly clientId?: string | undefined;
        readonly clientSecret?: Secret | undefined;
        readonly authorityUrl: string;
      }
    | undefined;
  readonly cyberark?:
    | {
        readonly url: string;
        readonly appId: string;
        readonly ca?: string | undefined;
        readonly certificate?: string | undefined;
        readonly key?: Secret | undefined;
        readonly passphrase?: Secret | undefined;
      }
    | undefined;
  readonly conjur?: ConjurSettings | undefined;
  readonly pkcs11?: Omit<Pkcs11Settings, 'env'> | undefined;
}

export interface ReferencePlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative files are seen from here. */
  readonly folder: string;
}

export function createReferences(settings: ReferenceSettings, process: ReferencePlace): References {
  // The operator wrote these addresses himself, and such servers are private nearly everywhere.
  const outgoing = createOutgoing({ allow: hostsOf(settings, process) });
  const providers = createProviders(settings, process, outgoing);

  /** What was read last goes on being used while its server is away; a start has nothing to go on with. */
  const lastRead = new Map<string, string>();

  async function read(reference: string): Promise<string> {
    const parsed = parseReference(reference);
    const provider = providers.find(({ scheme }) => scheme === parsed?.scheme);
    if (parsed === undefined || provider === undefined) {
      throw refused(reference, `no provider for it is configured below secrets`);
    }
    try {
      const text = await provider.read(parsed.place);
      lastRead.set(reference, text);
      return text;
    } catch (error) {
      const known = lastRead.get(reference);
      const isAway = error instanceof RelayError && error.code === 'SECRET_UNAVAILABLE';
      if (isAway && known !== undefined) return known;
      if (!isAway) lastRead.delete(reference);
      throw error;
    }
  }

  return {
    read,
    readFor(workspace, reference) {
      if (mayReferTo(reference, workspace, settings.references)) return read(reference);
      return Promise.reject(
        refused(reference, `secrets.references does not allow it to the workspace ${workspace}`),
      );
    },
    close: () => outgoing.close(),
  };
}

function createProviders(
  { vault, azure, cyberark, conjur, pkcs11 }: ReferenceSettings,
  { env, folder }: ReferencePlace,
  outgoing: ReturnType<typeof createOutgoing>,
): readonly SecretProvider[] {
  const deps = { outgoing };
  return [
    createEnvironment(env),
    createFile(folder),
    ...(vault === undefined ? [] : [createVault(toVaultSettings(vault), deps)]),
    ...(azure === undefined ? [] : [createAzureKeyVault(toAzureSettings(azure, env), deps)]),
    ...(cyberark === undefined ? [] : [createCyberArk(toCyberArkSettings(cyberark), deps)]),
    ...(conjur === undefined ? [] : [createConjur(conjur, deps)]),
    ...(pkcs11 === undefined ? [] : [createPkcs11({ ...pkcs11, env: toModuleEnv(env) })]),
  ];
}

function toVaultSettings({
  url,
  namespace,
  token,
  appRole,
}: NonNullable<ReferenceSettings['vault']>): VaultSettings {
  const signIn = token === undefined ? appRole : { token };
  if (signIn !== undefined) return { url, namespace, signIn };
  throw new RelayError('CONFIGURATION_INVALID', 'secrets.vault needs a token or an appRole.');
}

/** Of virtual machines and Kubernetes nodes; App Service and Container Apps say theirs in the environment. */
const MACHINE_IDENTITY = 'http://169.254.169.254/metadata/identity/oauth2/token';

function toAzureSettings(
  azure: NonNullable<ReferenceSettings['azure']>,
  env: ReferencePlace['env'],
): AzureKeyVaultSettings {
  const { url, managedIdentity, tenantId, clientId, clientSecret, authorityUrl } = azure;
  if (managedIdentity) {
    const header = env['IDENTITY_HEADER'];
    const endpoint = identityEndpointOf(env);
    return {
      url,
      signIn: { clientId, endpoint, header: header === undefined ? undefined : new Secret(header) },
    };
  }
  if (tenantId === undefined || clientId === undefined || clientSecret === undefined) {
    throw new RelayError(
      'CONFIGURATION_INVALID',
      'secrets.azure needs an application or managedIdentity.',
    );
  }
  return { url, signIn: { tenantId, clientId, clientSecret, authorityUrl } };
}

function identityEndpointOf(env: ReferencePlace['env']): string {
  return env['IDENTITY_ENDPOINT'] ?? MACHINE_IDENTITY;
}

function toCyberArkSettings({
  url,
  appId,
  ca,
  certificate,
  key,
  passphrase,
}: NonNullable<ReferenceSettings['cyberark']>): CyberArkSettings {
  const isPlain = ca === undefined && certificate === undefined;
  const transport = isPlain ? undefined : { ca, certificate, key, passphrase, proxy: undefined };
  return { url, appId, transport };
}

/** The master key is nobody's business but ours. */
function toModuleEnv(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('RELAY_') && name !== 'NODE_OPTIONS'),
  );
}

function hostsOf(
  { vault, azure, cyberark, conjur }: ReferenceSettings,
  { env }: ReferencePlace,
): readonly string[] {
  const identity = azure?.managedIdentity === true ? identityEndpointOf(env) : undefined;
  const urls = [vault?.url, azure?.url, azure?.authorityUrl, identity, cyberark?.url, conjur?.url];
  return urls.flatMap((url) => {
    const host = URL.parse(url ?? '')?.hostname;
    return host === undefined ? [] : [host.replace(/^\[|\]$/g, '')];
  });
}

function refused(reference: string, because: string): RelayError {
  return new RelayError(
    'SECRET_REFERENCE_REFUSED',
    `Could not use the reference ${reference}: ${because}.`,
  );
}
