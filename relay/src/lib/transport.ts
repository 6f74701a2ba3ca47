import { createHash } from 'node:crypto';
import type { Secret } from './secret.ts';

/** How requests go through the network, where not plainly. */
export interface Transport {
  /** Certificates in PEM that are trusted instead of the usual ones. */
  readonly ca: string | undefined;
  /** Client certificate (with its chain) in PEM, for mutual TLS. */
  readonly certificate: string | undefined;
  readonly key: Secret | undefined;
  readonly passphrase: Secret | undefined;
  readonly proxy: Proxy | undefined;
}

export interface Proxy {
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: Secret | undefined;
}

/** What is trusted and shown where nothing else is said. */
export const plainTransport: Transport = {
  ca: undefined,
  certificate: undefined,
  key: undefined,
  passphrase: undefined,
  proxy: undefined,
};

/** For Node's TLS; what is absent stays absent, since `ca: undefined` is not the usual ones everywhere. */
export function toTlsOptions({ ca, certificate, key, passphrase }: Transport) {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key: key.reveal() }),
    ...(passphrase === undefined ? {} : { passphrase: passphrase.reveal() }),
  };
}

/** The value of Proxy-Authorization. */
export function toProxyToken({ user, password }: Proxy): string | undefined {
  if (user === undefined) return undefined;
  return `Basic ${Buffer.from(`${user}:${password?.reveal() ?? ''}`, 'utf8').toString('base64')}`;
}

/** Equal for transports that may share their connections. */
export function toTransportKey({ proxy, ...transport }: Transport): string {
  const tls = Object.values(toTlsOptions({ ...transport, proxy: undefined }));
  const way = proxy === undefined ? [] : [proxy.url, toProxyToken(proxy) ?? ''];
  return createHash('sha256')
    .update(JSON.stringify([transport.ca ?? '', tls, way]))
    .digest('hex');
}
