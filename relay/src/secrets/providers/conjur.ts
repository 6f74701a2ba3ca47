import type { Outgoing } from '../../lib/outgoing.ts';
import type { Secret } from '../../lib/secret.ts';
import { askProvider } from './ask-json.ts';
import { notThere, type SecretProvider } from './provider.ts';

export interface ConjurSettings {
  readonly url: string;
  readonly account: string;
  /** `host/alert-relay`. */
  readonly login: string;
  readonly apiKey: Secret;
}

/**
 * `conjur:prod/servicenow/password`: the id of a variable. Published as
 * https://github.com/cyberark/conjur-openapi-spec.
 */
export function createConjur(
  { url, account, login, apiKey }: ConjurSettings,
  { outgoing }: { readonly outgoing: Pick<Outgoing, 'send'> },
): SecretProvider {
  const owner = encodeURIComponent(account);

  /** Lives for eight minutes; a new one each time keeps nothing that could leak. */
  async function tokenFor(reference: string): Promise<string> {
    const { body } = await askProvider(outgoing, {
      reference,
      url: `${url}/authn/${owner}/${encodeURIComponent(login)}/authenticate`,
      method: 'POST',
      isSignIn: true,
      headers: { 'content-type': 'text/plain', 'accept-encoding': 'base64' },
      body: apiKey.reveal(),
    });
    return body.toString('utf8').trim();
  }

  return {
    scheme: 'conjur',
    async read(id) {
      const reference = `conjur:${id}`;
      if (id === '') throw notThere(reference, 'expected conjur:VARIABLE');
      const { body } = await askProvider(outgoing, {
        reference,
        url: `${url}/secrets/${owner}/variable/${encodeURIComponent(id)}`,
        headers: { authorization: `Token token="${await tokenFor(reference)}"` },
      });
      if (body.length > 0) return body.toString('utf8');
      throw notThere(reference, 'the variable is empty');
    },
  };
}
