import { z } from 'zod';
import type { Outgoing } from '../../lib/outgoing.ts';
import type { Transport } from '../../lib/transport.ts';
import { askProviderJson } from './ask-json.ts';
import { notThere, type SecretProvider } from './provider.ts';

/** CyberArk's Central Credential Provider. */
export interface CyberArkSettings {
  /** Root of the web service: `https://ccp.example.com/AIMWebService`. */
  readonly url: string;
  readonly appId: string;
  /** Client certificate and authority, where the service asks for them. */
  readonly transport?: Transport | undefined;
}

/** https://docs.cyberark.com/credential-providers/latest/en/content/ccp/calling-the-web-service-using-rest.htm */
const Account = z.record(z.string(), z.unknown());

/** `cyberark:SAFE/ACCOUNT` is the password of an account, `cyberark:SAFE/ACCOUNT#UserName` a property. */
export function createCyberArk(
  { url, appId, transport }: CyberArkSettings,
  { outgoing }: { readonly outgoing: Pick<Outgoing, 'send'> },
): SecretProvider {
  return {
    scheme: 'cyberark',
    async read(place) {
      const reference = `cyberark:${place}`;
      const [path = '', property = 'Content'] = place.split('#');
      const [safe = '', account = '', ...rest] = path.split('/');
      if (safe === '' || account === '' || rest.length > 0) {
        throw notThere(
          reference,
          'expected cyberark:SAFE/ACCOUNT or cyberark:SAFE/ACCOUNT#PROPERTY',
        );
      }
      const query = new URLSearchParams({ AppID: appId, Safe: safe, Object: account });
      const found = await askProviderJson(
        outgoing,
        {
          reference,
          url: `${url}/api/Accounts?${query.toString().replaceAll('+', '%20')}`,
          transport,
        },
        Account,
      );
      const value = found[property];
      if (typeof value === 'string' && value !== '') return value;
      throw notThere(reference, `the account has no text in the property ${property}`);
    },
  };
}
