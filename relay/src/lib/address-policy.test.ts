import { describe, expect, test } from 'vitest';
import { createAddressPolicy } from './address-policy.ts';
import { RelayError } from './errors.ts';

const refused = [
  ['this network', '0.0.0.0'],
  ['private', '10.0.0.1'],
  ['private', '10.255.255.255'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.255.254'],
  ['link-local, where clouds keep their metadata', '169.254.169.254'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['protocol assignments', '192.0.0.8'],
  ['documentation', '192.0.2.1'],
  ['6to4 relay anycast', '192.88.99.1'],
  ['private', '192.168.1.1'],
  ['benchmarking', '198.18.0.1'],
  ['documentation', '198.51.100.7'],
  ['documentation', '203.0.113.9'],
  ['multicast', '224.0.0.1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['IPv4-compatible', '::127.0.0.1'],
  ['IPv4-mapped', '::ffff:127.0.0.1'],
  ['IPv4-mapped, in hex', '::ffff:a9fe:a9fe'],
  ['NAT64', '64:ff9b::a00:1'],
  ['NAT64, local use', '64:ff9b:1::1'],
  ['discard', '100::1'],
  ['Teredo', '2001::1'],
  ['documentation', '2001:db8::1'],
  ['6to4', '2002:a00:1::'],
  ['documentation', '3fff::1'],
  ['segment routing', '5f00::1'],
  ['unique local', 'fd12:3456::1'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['site-local', 'fec0::1'],
  ['multicast', 'ff02::1'],
] as const;

const permitted = [
  '1.1.1.1',
  '9.255.255.255',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '223.255.255.255',
  '::ffff:8.8.8.8',
  '2606:4700:4700::1111',
  '2a00:1450:4001::1',
] as const;

describe('without anything allowed', () => {
  const policy = createAddressPolicy([]);

  test.each(refused)('a %s address is refused: %s', (_kind, address) => {
    expect(policy.permits('example.com', address)).toBe(false);
  });

  test.each(permitted)('a public address is permitted: %s', (address) => {
    expect(policy.permits('example.com', address)).toBe(true);
  });
});

describe('what the operator allows', () => {
  const policy = createAddressPolicy([
    '127.0.0.1',
    '10.1.0.0/16',
    'fd00::/8',
    'Alertmanager.',
    '::1',
  ]);

  test.each([
    ['an address', 'example.com', '127.0.0.1', true],
    ['the same address mapped into IPv6', 'example.com', '::ffff:127.0.0.1', true],
    ['the address beside it', 'example.com', '127.0.0.2', false],
    ['an address in a range', 'example.com', '10.1.2.3', true],
    ['an address outside the range', 'example.com', '10.2.0.1', false],
    ['an IPv6 range', 'example.com', 'fd12::1', true],
    ['an IPv6 address', 'example.com', '::1', true],
    ['a host name, in any case and with a final dot', 'ALERTMANAGER', '10.9.9.9', true],
    ['a host name that only ends like an allowed one', 'notalertmanager', '10.9.9.9', false],
  ])('%s', (_what, hostname, address, expected) => {
    expect(policy.permits(hostname, address)).toBe(expected);
  });
});

test.each(['10.0.0.0/33', '10.0.0.0/', 'http://localhost', '::1/129', '', 'a b', '10.0.0.0/8/8'])(
  'an unreadable entry is a configuration fault: "%s"',
  (entry) => {
    expect(() => createAddressPolicy([entry])).toThrow(RelayError);
  },
);
