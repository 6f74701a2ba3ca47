import { z } from 'zod';
import type { Outgoing } from '../../lib/outgoing.ts';
import type { Secret } from '../../lib/secret.ts';
import { askProviderJson } from './ask-json.ts';
import { notThere, type SecretProvider } from './provider.ts';

export interface AzureKeyVaultSettings {
  /** `https://example.vault.azure.net`. */
  readonly url: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** `https://login.microsoftonline.com`, or that of another cloud. */
  readonly authorityUrl: string;
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
  const { url, tenantId, clientId, clientSecret, authorityUrl } = settings;

  async function tokenFor(reference: string): Promise<string> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret.reveal(),
      scope: scopeOf(url),
    });
    const { access_token } = await askProviderJson(
      outgoing,
      {
        reference,
        url: `${authorityUrl}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      },
      Token,
    );
    return access_token;
  }

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

/** The vault of another cloud has another audience: `https://vault.azure.cn/.default`. */
function scopeOf(url: string): string {
  const host = URL.parse(url)?.hostname ?? '';
  const parent = host.split('.').slice(1).join('.');
  return parent.startsWith('vault.')
    ? `https://${parent}/.default`
    : 'https://vault.azure.net/.default';
}
