import { z } from 'zod';
import type { Outgoing } from '../../lib/outgoing.ts';
import type { Secret } from '../../lib/secret.ts';
import { askProviderJson } from './ask-json.ts';
import { notThere, type SecretProvider } from './provider.ts';

export interface AzureKeyVaultSettings {
  /** `https://example.vault.azure.net`. */
  readonly url: string;
  readonly signIn: AzureApplication | ManagedIdentity;
}

export interface AzureApplication {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** `https://login.microsoftonline.com`, or that of another cloud. */
  readonly authorityUrl: string;
}

/** What the platform that the relay runs on says of it: no secret at all. */
export interface ManagedIdentity {
  /** Of a user-assigned identity; `undefined`: the one of the machine. */
  readonly clientId: string | undefined;
  readonly endpoint: string;
  /** Of App Service and Container Apps; virtual machines and Kubernetes have none. */
  readonly header: Secret | undefined;
}

const API_VERSION = '7.4';
/** https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret */
const SecretBundle = z.object({ value: z.string().min(1) });
/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
const Token = z.object({ access_token: z.string().min(1) });

/** `azure:Connections--prod--Password`: the name of the secret. Key Vault knows letters, digits and dashes. */
export function createAzureKeyVault(
  settings: AzureKeyVaultSettings,
  { outgoing }: { readonly outgoing: Pick<Outgoing, 'send'> },
): SecretProvider {
  const { url, signIn } = settings;

  const tokenFor = (reference: string): Promise<string> =>
    'tenantId' in signIn
      ? tokenOfApplication(outgoing, reference, signIn, scopeOf(url))
      : tokenOfIdentity(outgoing, reference, signIn, audienceOf(url));

  return {
    scheme: 'azure',
    async read(name) {
      const reference = `azure:${name}`;
      if (!/^[0-9A-Za-z-]{1,127}$/.test(name)) {
        throw notThere(
          reference,
          'the name of a secret in Key Vault has letters, digits and dashes',
        );
      }
      const { value } = await askProviderJson(
        outgoing,
        {
          reference,
          url: `${url}/secrets/${name}?api-version=${API_VERSION}`,
          headers: { authorization: `Bearer ${await tokenFor(reference)}` },
        },
        SecretBundle,
      );
      return value;
    },
  };
}

async function tokenOfApplication(
  outgoing: Pick<Outgoing, 'send'>,
  reference: string,
  { tenantId, clientId, clientSecret, authorityUrl }: AzureApplication,
  scope: string,
): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret.reveal(),
    scope,
  });
  const { access_token } = await askProviderJson(
    outgoing,
    {
      reference,
      url: `${authorityUrl}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
      method: 'POST',
      isSignIn: true,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    },
    Token,
  );
  return access_token;
}

/**
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token and
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity: two endpoints, one answer.
 */
async function tokenOfIdentity(
  outgoing: Pick<Outgoing, 'send'>,
  reference: string,
  { clientId, endpoint, header }: ManagedIdentity,
  resource: string,
): Promise<string> {
  const query = new URLSearchParams({
    'api-version': header === undefined ? '2018-02-01' : '2019-08-01',
    resource,
    ...(clientId === undefined ? {} : { client_id: clientId }),
  });
  const { access_token } = await askProviderJson(
    outgoing,
    {
      reference,
      url: `${endpoint}?${query.toString()}`,
      isSignIn: true,
      // While it starts and is renewed, as Azure's own clients take it.
      later: [404, 410],
      headers:
        header === undefined ? { metadata: 'true' } : { 'x-identity-header': header.reveal() },
    },
    Token,
  );
  return access_token;
}

/** The vault of another cloud has another audience: `https://vault.azure.cn`. */
function audienceOf(url: string): string {
  const host = URL.parse(url)?.hostname ?? '';
  const parent = host.split('.').slice(1).join('.');
  return parent.startsWith('vault.') ? `https://${parent}` : 'https://vault.azure.net';
}

function scopeOf(url: string): string {
  return `${audienceOf(url)}/.default`;
}
