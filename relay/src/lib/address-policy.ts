import { BlockList, isIP } from 'node:net';
import { RelayError } from './errors.ts';

/** Decides which addresses we may connect to. */
export interface AddressPolicy {
  /** @param hostname as the URL names it; a literal address names itself */
  permits(hostname: string, address: string): boolean;
  /** Whether the operator allowed this host by its name, or by the range of the address that it is. */
  names(hostname: string): boolean;
  /** For one that somebody else looks up: whether by itself it says that it lies on no public network. */
  isInner(hostname: string): boolean;
}

/**
 * Addresses that never belong to somebody on the public internet: the special-purpose registries of
 * IANA, and the ranges that carry an IPv4 address inside an IPv6 one and so could reach the former.
 * `BlockList` looks through `::ffff:a.b.c.d` by itself; a rule for that range would match all of IPv4.
 */
const specialRanges: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

/** RFC 6761, 6762, 8375 and the reservation of ICANN; clouds serve their metadata below `internal`. */
const innerNames = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/;

const hostNamePattern = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/;

/** @param allow host names, addresses and CIDR ranges that the operator declares harmless */
export function createAddressPolicy(allow: readonly string[]): AddressPolicy {
  const special = new BlockList();
  for (const range of specialRanges) addRange(special, range);

  const allowedRanges = new BlockList();
  const allowedNames = new Set<string>();
  for (const entry of allow) {
    if (addRange(allowedRanges, entry)) continue;
    allowedNames.add(parseHostName(entry));
  }

  return {
    permits(hostname, address) {
      if (allowedNames.has(canonicalName(hostname))) return true;
      return !contains(special, address) || contains(allowedRanges, address);
    },
    names: (hostname) =>
      isIP(hostname) === 0
        ? allowedNames.has(canonicalName(hostname))
        : contains(allowedRanges, hostname),
    isInner(hostname) {
      if (isIP(hostname) !== 0) return contains(special, hostname);
      const name = canonicalName(hostname);
      return !name.includes('.') || innerNames.test(name);
    },
  };
}

function parseHostName(entry: string): string {
  const name = canonicalName(entry);
  if (!hostNamePattern.test(name)) {
    throw new RelayError(
      'CONFIGURATION_INVALID',
      `Could not read the allowed address "${entry}": expected a host name, an address or a CIDR range`,
    );
  }
  return name;
}

function canonicalName(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, '');
}

function addRange(list: BlockList, entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const version = isIP(address);
  if (version === 0) return false;
  const widest = version === 4 ? 32 : 128;
  const bits = prefix === undefined ? widest : Number(prefix);
  const isPrefix = prefix === undefined || /^\d{1,3}$/.test(prefix);
  if (rest.length > 0 || !isPrefix || bits > widest) return false;
  list.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6');
  return true;
}

function contains(list: BlockList, address: string): boolean {
  // A zone (`fe80::1%eth0`) says through which interface, not to whom.
  const [plain = ''] = address.split('%');
  return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
