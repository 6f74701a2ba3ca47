import { z } from 'zod';
import type { Outgoing } from '../../lib/outgoing.ts';
import type { Secret } from '../../lib/secret.ts';
import { askProviderJson } from './ask-json.ts';
import { notThere, type SecretProvider } from './provider.ts';

/** HashiCorp Vault and OpenBao, which kept the interface. */
export interface VaultSettings {
  readonly url: string;
  readonly namespace: string | undefined;
  /** A token, or an AppRole to get one with. */
  readonly signIn:
    | { readonly token: Secret }
    | { readonly roleId: string; readonly secretId: Secret; readonly mount: string };
}

const Secrets = z.record(z.string(), z.unknown());
/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version */
const KvAnswer = z.object({ data: Secrets });
const Versioned = z.object({ data: Secrets, metadata: z.object({ version: z.number() }) });
/** https://developer.hashicorp.com/vault/api-docs/auth/approle#login-with-approle */
const Login = z.object({ auth: z.object({ client_token: z.string().min(1) }) });

/** `vault:secret/data/x#password`: the path of the API and the field in it. */
export function createVault(
  settings: VaultSettings,
  { outgoing }: { readonly outgoing: Pick<Outgoing, 'send'> },
): SecretProvider {
  const headers = namespaceOf(settings);

  async function tokenFor(reference: string): Promise<string> {
    const { signIn, url } = settings;
    if ('token' in signIn) return signIn.token.reveal();
    const { auth } = await askProviderJson(
      outgoing,
      {
        reference,
        url: `${url}/v1/auth/${signIn.mount}/login`,
        method: 'POST',
        isSignIn: true,
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ role_id: signIn.roleId, secret_id: signIn.secretId.reveal() }),
      },
      Login,
    );
    return auth.client_token;
  }

  return {
    scheme: 'vault',
    async read(place) {
      const reference = `vault:${place}`;
      const [path = '', field = ''] = place.split('#');
      if (path === '' || field === '') {
        throw notThere(
          reference,
          'expected vault:PATH#FIELD, such as vault:secret/data/x#password',
        );
      }
      const answer = await askProviderJson(
        outgoing,
        {
          reference,
          url: `${settings.url}/v1/${path.split('/').map(encodeURIComponent).join('/')}`,
          headers: { ...headers, 'x-vault-token': await tokenFor(reference) },
        },
        KvAnswer,
      );
      // Version 2 of the key-value engine has the secret one level deeper.
      const versioned = Versioned.safeParse(answer.data);
      const fields = versioned.success ? versioned.data.data : answer.data;
      const value = fields[field];
      if (typeof value === 'string' && value !== '') return value;
      throw notThere(reference, `the secret has no text in the field ${field}`);
    },
  };
}

function namespaceOf({ namespace }: VaultSettings): Record<string, string> {
  return namespace === undefined ? {} : { 'x-vault-namespace': namespace };
}
