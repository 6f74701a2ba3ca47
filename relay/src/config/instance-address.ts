import { isIP } from 'node:net';
import { createAddressPolicy } from '../lib/address-policy.ts';

export type InstanceAddress =
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'refused'; readonly because: string };

const accepted =
  'expected the address of an instance: https://example.service-now.com, example.service-now.com or example';

/**
 * The root address of an instance, from any of the forms that people paste: the root itself, a bare
 * host, the subdomain alone, an address with a path (a Table API endpoint, a page), the frequent
 * typing error `https.//`.
 */
export function toInstanceAddress(text: string): InstanceAddress {
  const typed = text.trim().replace(/^(https?)(?:[.:;]\/\/?|\/\/)/i, '$1://');
  const hasScheme = typed.includes('://');
  if (typed === '' || (hasScheme && !/^https?:/i.test(typed))) return refuse(accepted);
  const url = URL.parse(hasScheme ? typed : `https://${toHost(typed)}`);
  if (url === null || url.hostname === '') return refuse(accepted);
  if (url.username !== '' || url.password !== '') {
    return refuse('expected an address without user and password: they belong into credentials');
  }
  return { kind: 'address', url: url.origin };
}

function refuse(because: string): InstanceAddress {
  return { kind: 'refused', because };
}

/** A single word is the name of an instance, except the one host that everybody has. */
function toHost(typed: string): string {
  const [host = ''] = typed.split('/');
  if (!/^[a-z0-9-]+$/i.test(host) || host.toLowerCase() === 'localhost') return typed;
  return `${host}.service-now.com`;
}

/** Belongs to nobody, so whether it is permitted depends on the host's name alone. */
const NOBODY = '0.0.0.0';

/** Plain http would show the credentials to the network: only to the own machine, and where the operator allowed it. */
export function mayUsePlainHttp(url: string, allow: readonly string[]): boolean {
  const host = URL.parse(url)?.hostname.replace(/^\[|\]$/g, '') ?? '';
  const address = isIP(host) === 0 ? NOBODY : host;
  const isPublic = createAddressPolicy([]).permits(host, address);
  return isLoopback(host) || (!isPublic && createAddressPolicy(allow).permits(host, address));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
