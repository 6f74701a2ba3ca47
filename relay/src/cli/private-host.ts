import { isIP } from 'node:net';
import { createAddressPolicy } from '../lib/address-policy.ts';
import { systemResolve } from '../lib/checked-connector.ts';

export interface PrivateHost {
  readonly name: string;
  readonly isLoopback: boolean;
}

/** The host of an address, where it is private and nobody allowed it yet. */
export async function findPrivateHost(
  url: string,
  allow: readonly string[],
): Promise<PrivateHost | undefined> {
  const name = new URL(url).hostname.replace(/^\[|\]$/g, '');
  const policy = createAddressPolicy(allow);
  const addresses = isIP(name) === 0 ? await addressesOf(name) : [name];
  if (addresses.every((address) => policy.permits(name, address))) return undefined;
  return { name, isLoopback: addresses.every(isLoopback) };
}

/** A name that nobody knows is told by who calls it. */
async function addressesOf(name: string): Promise<readonly string[]> {
  try {
    return (await systemResolve(name)).map(({ address }) => address);
  } catch {
    return [];
  }
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
