/** Where an instance stands. */
export const hostings = ['cloud', 'on-premises'] as const;
export type Hosting = (typeof hostings)[number];

/** A way to sign in that a person is offered, by the name that `credentials.kind` has for it. */
export interface SignInWay {
  readonly kind:
    | 'client-credentials'
    | 'jwt-bearer'
    | 'authorization-code'
    | 'password'
    | 'basic'
    | 'api-key'
    | 'certificate'
    | 'agent';
  readonly needs: string;
}

const needs: Readonly<Record<SignInWay['kind'], string>> = {
  'client-credentials':
    'an application registry entry with an application user; no password exists',
  'jwt-bearer': 'a JWT provider with our public key',
  'authorization-code': 'an application registry entry, and a person who presses Allow',
  password: 'an application registry entry, user name and password',
  basic: 'user name and password',
  'api-key': 'an API key and an access policy',
  certificate: 'a client certificate that is mapped to a user',
  agent: 'user name and password in satellite.yml beside the instance; the relay holds none',
};

const order: Readonly<Record<Hosting, readonly SignInWay['kind'][]>> = {
  cloud: [
    'client-credentials',
    'jwt-bearer',
    'authorization-code',
    'password',
    'basic',
    'api-key',
    'certificate',
  ],
  'on-premises': [
    'basic',
    'agent',
    'client-credentials',
    'jwt-bearer',
    'authorization-code',
    'password',
    'api-key',
    'certificate',
  ],
};

/** What is offered, the advised way first. */
export function signInWays(hosting: Hosting): readonly SignInWay[] {
  return order[hosting].map((kind) => ({ kind, needs: needs[kind] }));
}
