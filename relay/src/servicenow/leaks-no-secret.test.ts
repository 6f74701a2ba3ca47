import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { Credentials } from '../domain/configuration.ts';
import { sampleConnection } from '../domain/samples.ts';
import { findLeaks } from '../lib/leaks-no-secret.ts';
import { answerJson, type ReceivedRequest } from '../lib/scripted-server.ts';
import { Secret } from '../lib/secret.ts';
import { maskSecrets } from './mask-secrets.ts';
import {
  answerToken,
  basic,
  clientCredentials,
  passwordGrant,
  secrets,
  startScriptedInstance,
  type Script,
  type ScriptedInstance,
} from './scripted-instance.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Answering = (response: ServerResponse, request: ReceivedRequest) => void;

const everything = ({ headers, body }: ReceivedRequest) => `${JSON.stringify(headers)} ${body}`;

/** Failures of every kind; the worst repeat to the caller whatever it sent. */
const failures: readonly (readonly [string, Answering])[] = [
  ['a cut', (response) => response.destroy()],
  ['silence', () => {}],
  [
    'an error that echoes the request',
    (response, request) =>
      answerJson(response, 500, { error: { message: everything(request), detail: null } }),
  ],
  [
    'a refusal that echoes the request',
    (response, request) =>
      answerJson(response, 401, { error: 'x', error_description: everything(request) }),
  ],
  [
    'a problem that echoes the request',
    (response, request) =>
      answerJson(response, 422, {
        result: { problem: { code: 'write_refused', message: everything(request) } },
      }),
  ],
  [
    'a page that echoes the request',
    (response, request) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<title>${everything(request)}</title>`);
    },
  ],
  [
    'broken JSON that echoes the request',
    (response, request) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"result":${everything(request)}`);
    },
  ],
  [
    'a result of another shape that echoes the request',
    (response, request) =>
      answerJson(response, 200, { result: everything(request), access_token: 7 }),
  ],
];

/** Gives a token to everybody and leaves the rest to the test. */
function signingIn(otherwise: Script): Script {
  return (request, response, nth) => {
    if (request.path === '/oauth_token.do') answerToken(response, secrets.token);
    else otherwise(request, response, nth);
  };
}

const givingOneShortToken: Script = (request, response, nth) => {
  if (nth === 1) answerToken(response, secrets.token, 0);
  else answerJson(response, 500, { error: { message: everything(request), detail: null } });
};

const signIns: readonly Credentials[] = [basic, clientCredentials, passwordGrant];
const basicToken = Buffer.from(`relay:${secrets.password}`).toString('base64');

async function failureOf(instance: ScriptedInstance, credentials: Credentials): Promise<unknown> {
  const { servicenow, connection } = instance;
  return servicenow
    .connect(connection(credentials), { version: '1', url: 'https://relay.example.com' })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

test.each(failures)('%s of the app shows no secret', async (_what, answer) => {
  const instance = await startScriptedInstance(
    signingIn((request, response) => answer(response, request)),
    { deadlineMs: 200 },
  );
  closing.push(instance.close);

  for (const credentials of signIns) {
    const error = await failureOf(instance, credentials);

    expect(error).toBeInstanceOf(Error);
    expect(findLeaks(error, [...Object.values(secrets), basicToken])).toEqual([]);
  }
});

test.each(failures)('%s of the token endpoint shows no secret', async (_what, answer) => {
  const instance = await startScriptedInstance((request, response) => answer(response, request), {
    deadlineMs: 200,
  });
  closing.push(instance.close);

  for (const credentials of [clientCredentials, passwordGrant]) {
    const error = await failureOf(instance, credentials);

    expect(error).toBeInstanceOf(Error);
    expect(findLeaks(error, Object.values(secrets))).toEqual([]);
  }
});

test('a refused refresh token is not shown either', async () => {
  const instance = await startScriptedInstance(givingOneShortToken);
  closing.push(instance.close);
  await failureOf(instance, clientCredentials);

  const error = await failureOf(instance, clientCredentials);

  expect(error).toMatchObject({ message: expect.stringContaining('refresh_token=***') });
  expect(findLeaks(error, Object.values(secrets))).toEqual([]);
});

test.each([
  ['as it is', (secret: string) => secret],
  ['in an address', encodeURIComponent],
  ['in a form', (secret: string) => new URLSearchParams({ secret }).toString()],
  ['within a text of JSON', (secret: string) => JSON.stringify(`the password ${secret}!`)],
])('a secret is hidden %s', (_what, write) => {
  const connection = sampleConnection({
    credentials: basic,
    standby: { kind: 'api-key', apiKey: new Secret('CANARY-key'), header: 'x-sn-apikey' },
    secret: new Secret(secrets.webhook),
    transport: {
      ca: undefined,
      certificate: undefined,
      key: new Secret('CANARY-of-tls'),
      passphrase: undefined,
      proxy: { url: 'http://proxy', user: 'p', password: new Secret('CANARY-of-proxy') },
    },
  });
  const all = [
    secrets.password,
    'CANARY-key',
    secrets.webhook,
    'CANARY-of-tls',
    'CANARY-of-proxy',
    secrets.token,
  ];

  const masked = maskSecrets(all.map(write).join(' | '), connection, ['', secrets.token]);

  expect(masked).not.toContain('CANARY');
  expect(masked.match(/\*\*\*/g)).toHaveLength(all.length);
});

test('the finder finds what it should', () => {
  const error = new TypeError('plain one', {
    cause: new RangeError(Buffer.from('in base64').toString('base64')),
  });

  expect(findLeaks(error, ['one', 'in base64', 'absent'])).toEqual(['one', 'in base64']);
});
