import type { Delivery } from './connector.ts';

/** For tests: how a tool sends a body. With it the family test holds a connector to the contract. */
export interface SampleRequest {
  /** `settings` of a source of this kind, as they would stand in relay.yml. */
  readonly settings: unknown;
  /** The same with another secret: refuses what `toDelivery` makes. */
  readonly otherSettings: unknown;
  /** What the credentials cover: nothing, parts of the body's meaning, its bytes, its bytes and a time. */
  readonly covers: 'nothing' | 'values' | 'body' | 'body and time';
  /** What lies at the address that `verify` asks for. */
  readonly fetched?: string;
  readonly toDelivery: (body: Uint8Array, receivedAt: number) => Delivery;
  /** For tools that put their secret into the body; the others leave out headers and query. */
  readonly withoutCredentials?: (delivery: Delivery) => Delivery;
}

/** A POST to the address of the source, nothing else. */
export function samplePost(
  body: Uint8Array,
  receivedAt: number,
  more: Partial<Pick<Delivery, 'method' | 'suffix' | 'query' | 'headers'>> = {},
): Delivery {
  return { method: 'POST', suffix: '', query: {}, headers: {}, ...more, body, receivedAt };
}

/** For tools that send `Authorization: Bearer …` as the settings say, at their top or under a name. */
export function bearerRequest(
  toSettings: (authorization: { readonly token: string }) => unknown,
): SampleRequest {
  const token = 'token-of-the-family-test';
  return {
    settings: toSettings({ token }),
    otherSettings: toSettings({ token: 'another-token-of-the-test' }),
    covers: 'nothing',
    toDelivery: (body, receivedAt) =>
      samplePost(body, receivedAt, { headers: { authorization: `Bearer ${token}` } }),
  };
}
