import type { LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { TLSSocket } from 'node:tls';
import { callbackify } from 'node:util';
import { buildConnector } from 'undici';
import type { AddressPolicy } from './address-policy.ts';
import { RelayError } from './errors.ts';
import type { toTlsOptions } from './transport.ts';

interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a host name. */
export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>;

export const systemResolve: Resolve = (hostname) =>
  lookup(hostname, { all: true, order: 'verbatim' });

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Connects only to addresses that the policy permits. The check lies inside the look-up of the
 * socket itself, so the checked address is the one that is dialed, on every connect: a name that
 * resolves differently a second time (DNS rebinding) wins nothing. Host header and TLS server name
 * stay those of the URL.
 */
export function createCheckedConnector(
  policy: AddressPolicy,
  resolve: Resolve,
  tls: ReturnType<typeof toTlsOptions> = {},
  onCertificate: (host: string, endsAt: number) => void = () => undefined,
): buildConnector.connector {
  const connect = buildConnector({
    ...tls,
    allowH2: false,
    timeout: CONNECT_TIMEOUT_MS,
    autoSelectFamily: true,
    lookup: checkedLookup(policy, resolve),
  });
  return (options, callback) => {
    // A literal address is dialed without a look-up.
    if (isIP(options.hostname) !== 0 && !policy.permits(options.hostname, options.hostname)) {
      callback(addressRefused(options.hostname), null);
      return;
    }
    connect(options, (...outcome) => {
      const [, socket] = outcome;
      if (socket instanceof TLSSocket) {
        const endsAt = Date.parse(socket.getPeerCertificate().valid_to);
        onCertificate(options.host ?? options.hostname, endsAt);
      }
      callback(...outcome);
    });
  };
}

/** Gives all addresses at once: `autoSelectFamily` asks for them that way, and tries one after another. */
function checkedLookup(policy: AddressPolicy, resolve: Resolve): LookupFunction {
  return callbackify((hostname: string, _options: LookupOptions) =>
    resolvePermitted(policy, resolve, hostname),
  );
}

/** One refused address refuses the name: its owner mixes public and private answers on purpose. */
async function resolvePermitted(
  policy: AddressPolicy,
  resolve: Resolve,
  hostname: string,
): Promise<ResolvedAddress[]> {
  const addresses = await resolve(hostname);
  const refused = addresses.find(({ address }) => !policy.permits(hostname, address));
  if (refused !== undefined) throw addressRefused(hostname);
  return addresses;
}

// The address itself stays unnamed: the answer would map the internal network for whoever asks.
export function addressRefused(hostname: string): RelayError {
  return new RelayError(
    'DESTINATION_ADDRESS_REFUSED',
    `${hostname} leads to a private or special address; the operator can allow it by name, address or range`,
  );
}
