import { Agent, type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { AddressPolicy } from './address-policy.ts';
import { addressRefused, createCheckedConnector, type Resolve } from './checked-connector.ts';
import {
  plainTransport,
  type Proxy,
  toProxyToken,
  toTlsOptions,
  toTransportKey,
  type Transport,
} from './transport.ts';

/** Pools of connections, apart for each transport: a client certificate is not lent to another. */
export interface Agents {
  /** Throws where the host is an address that may not be called. */
  find(hostname: string, transport: Transport | undefined): Dispatcher;
  /** Host and port of the proxy that calls to this host go by. */
  proxyFor(hostname: string, transport: Transport | undefined): string | undefined;
  /** Until when the certificate is good that a host (with its port) showed last; ms. Behind a proxy it is not seen. */
  certificateEndOf(host: string): number | undefined;
  close(): Promise<void>;
}

export const MAX_ANSWER_BYTES = 5 * 1024 * 1024;
const MAX_CONNECTIONS_PER_ORIGIN = 64;
/** Changed credentials leave an agent behind; the oldest go first. */
const MAX_AGENTS = 200;

// One request per connection at a time (`pipelining: 1`), or undici would send a queued request a
// second time after a reset.
const limits = {
  connections: MAX_CONNECTIONS_PER_ORIGIN,
  pipelining: 1,
  allowH2: false,
  maxResponseSize: MAX_ANSWER_BYTES,
  // These two restart with every byte, so a slow drip outlives them: the deadline rules alone.
  headersTimeout: 0,
  bodyTimeout: 0,
} as const;

/** @param common the proxy for all that has none of its own and is not inside */
export function createAgents(policy: AddressPolicy, resolve: Resolve, common?: Proxy): Agents {
  const ends = new Map<string, number>();
  const connectorFor = (tls?: ReturnType<typeof toTlsOptions>) =>
    createCheckedConnector(policy, resolve, tls, (host, endsAt) => ends.set(host, endsAt));
  // An agent is one pool per origin.
  const plain = new Agent({ ...limits, connect: connectorFor() });
  const others = new Map<string, Dispatcher>();

  function createFor(transport: Transport): Dispatcher {
    const tls = toTlsOptions(transport);
    const { proxy } = transport;
    if (proxy === undefined) {
      return new Agent({ ...limits, connect: connectorFor(tls) });
    }
    const token = toProxyToken(proxy);
    return new ProxyAgent({
      ...limits,
      uri: proxy.url,
      ...(token === undefined ? {} : { token }),
      // Plain http too: else the proxy could read and change it, and would be sent our headers.
      proxyTunnel: true,
      requestTls: tls,
      // The proxy itself is an address that somebody configured.
      clientFactory: (origin) =>
        new Pool(origin, { connect: createCheckedConnector(policy, resolve) }),
    });
  }

  /** What the operator allowed lies inside, where no proxy is needed. */
  function toWay(host: string, wanted: Transport | undefined): Transport | undefined {
    if (common === undefined || wanted?.proxy !== undefined || policy.names(host)) return wanted;
    return { ...(wanted ?? plainTransport), proxy: common };
  }

  return {
    proxyFor(hostname, wanted) {
      const proxy = toWay(hostname.replace(/^\[|\]$/g, ''), wanted)?.proxy;
      return proxy && new URL(proxy.url).host;
    },
    find(hostname, wanted) {
      const host = hostname.replace(/^\[|\]$/g, '');
      const transport = toWay(host, wanted);
      if (transport === undefined) return plain;
      // Behind a proxy names are looked up by it; what stands there already is seen here.
      const isInner = transport.proxy !== undefined && policy.isInner(host);
      if (isInner && !policy.names(host)) throw addressRefused(host);
      const key = toTransportKey(transport);
      const known = others.get(key);
      if (known !== undefined) return known;
      const made = createFor(transport);
      others.set(key, made);
      const [oldest] = others;
      if (others.size > MAX_AGENTS && oldest !== undefined) {
        others.delete(oldest[0]);
        void oldest[1].close();
      }
      return made;
    },
    certificateEndOf: (host) => ends.get(host),
    async close() {
      await Promise.all([plain, ...others.values()].map((agent) => agent.close()));
    },
  };
}
