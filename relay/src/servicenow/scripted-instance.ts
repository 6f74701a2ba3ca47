import type { ServerResponse } from 'node:http';
import type { Connection, Credentials } from '../domain/configuration.ts';
import { sampleConnection } from '../domain/samples.ts';
import { createOutgoing } from '../lib/outgoing.ts';
import {
  answerJson,
  startScriptedServer,
  type ReceivedRequest,
  type ScriptedServer,
} from '../lib/scripted-server.ts';
import { Secret } from '../lib/secret.ts';
import { noMemory } from './sample-servicenow.ts';
import { createServiceNow, type ServiceNow, type ServiceNowDeps } from './create-servicenow.ts';

/** Answers one request; what nobody scripted is answered with 400 and fails the parse of any verb. */
export type Script = (request: ReceivedRequest, response: ServerResponse, nth: number) => void;

export interface ScriptedInstance {
  readonly server: ScriptedServer;
  readonly servicenow: ServiceNow;
  readonly connection: (credentials?: Credentials) => Connection;
  /** What came for the token endpoint, as form fields. */
  readonly tokenRequests: () => readonly Record<string, string>[];
  /** What came for the app. */
  readonly appRequests: () => readonly ReceivedRequest[];
  readonly close: () => Promise<void>;
}

/** Canaries: none of these may ever be seen in an error. */
export const secrets = {
  password: 'CANARY pass/word+1!"ä',
  clientSecret: 'CANARY-client-secret',
  token: 'CANARY-access-token',
  refreshToken: 'CANARY-refresh-token',
  webhook: 'whsec_CANARYCANARYCANARYCANARYCANARYCANARY',
};

export const basic = {
  kind: 'basic',
  user: 'relay',
  password: new Secret(secrets.password),
} as const satisfies Credentials;
export const clientCredentials = {
  kind: 'client-credentials',
  clientId: 'client-id',
  clientSecret: new Secret(secrets.clientSecret),
  scope: undefined,
  tokenUrl: undefined,
} as const satisfies Credentials;
export const passwordGrant = {
  ...clientCredentials,
  kind: 'password',
  user: 'relay',
  password: new Secret(secrets.password),
} as const satisfies Credentials;

/** For tests: the real client against an HTTP server on loopback that says what the test scripts. */
export async function startScriptedInstance(
  script: Script,
  deps: Partial<ServiceNowDeps> = {},
): Promise<ScriptedInstance> {
  const server = await startScriptedServer(script);
  const outgoing = createOutgoing({ allow: ['127.0.0.1'] });
  const isToken = ({ path }: ReceivedRequest) => path === '/oauth_token.do';
  return {
    server,
    servicenow: createServiceNow({
      outgoing,
      clock: { now: () => Date.now() },
      deadlineMs: 5_000,
      memory: noMemory,
      ...deps,
    }),
    connection: (credentials: Credentials = basic) =>
      sampleConnection({
        workspace: 'acme',
        name: 'main',
        url: server.url,
        credentials,
        secret: new Secret(secrets.webhook),
      }),
    tokenRequests: () =>
      server.received
        .filter(isToken)
        .map(({ body }) => Object.fromEntries(new URLSearchParams(body))),
    appRequests: () => server.received.filter((request) => !isToken(request)),
    close: async () => {
      await outgoing.close();
      await server.close();
    },
  };
}

/** The answer of `/oauth_token.do`, in the order of fields that instances use. */
export function answerToken(
  response: ServerResponse,
  accessToken: string,
  expires_in = 1_799,
): void {
  answerJson(response, 200, {
    access_token: accessToken,
    refresh_token: secrets.refreshToken,
    scope: 'useraccount',
    token_type: 'Bearer',
    expires_in,
  });
}

/** ServiceNow's one refusal of `/oauth_token.do`. */
export function refuseToken(response: ServerResponse): void {
  answerJson(response, 401, { error_description: 'access_denied', error: 'server_error' });
}

export function refuseAuthorization(response: ServerResponse): void {
  answerJson(response, 401, {
    error: {
      message: 'User is not authenticated',
      detail: 'Required to provide Auth information',
    },
    status: 'failure',
  });
}
