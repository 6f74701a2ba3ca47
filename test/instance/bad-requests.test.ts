import net from 'node:net';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from './create-instance.ts';
import { createScriptRunner } from './testing/run-script.ts';
import { writeSampleApp } from './testing/sample-app.ts';

/**
 * What no client should send. The instance refuses it by name or makes nothing of it, as the platform does
 * with most of this; it must not fail (5xx), hang, or stop answering others.
 */
interface BadRequest {
  readonly outcome: readonly Outcome[];
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

type Outcome = 'read' | 'created' | 'page' | keyof typeof refusals;

/** Which refusals come from a recorded answer or the documentation, and which are assumed. */
const refusals = {
  'not authenticated': {
    status: 401,
    message: 'User is not authenticated',
    source: 'recorded',
  },
  'no resource': {
    status: 400,
    message: 'Requested URI does not represent any resource',
    source: 'recorded',
  },
  'no table': { status: 400, message: 'Invalid table', source: 'recorded' },
  'no record': { status: 404, message: 'No Record found', source: 'recorded' },
  'no aggregate': {
    status: 400,
    message: 'No request parameter for aggregate operation specified',
    source: 'recorded',
  },
  'oauth refused': { status: 401, message: 'server_error', source: 'recorded' },
  /** The message is recorded, its detail is assumed. */
  unreadable: {
    status: 400,
    message: 'Exception while reading request',
    source: 'recorded',
  },
  'wrong method': {
    status: 405,
    message: 'Method Not Allowed',
    source: 'documented',
  },
  'not acceptable': {
    status: 406,
    message: 'Not Acceptable',
    source: 'documented',
  },
  'wrong type': {
    status: 415,
    message: 'Unsupported Media Type',
    source: 'documented',
  },
  /** The web server's page, not JSON (servicenow-platform.md section 2). */
  'too long': { status: 414, message: '', source: 'documented' },
  'no class': { status: 400, message: 'Invalid class', source: 'assumed' },
  'no batch': {
    status: 400,
    message: 'Invalid batch request',
    source: 'assumed',
  },
} as const;

let instance: Instance;
let authorization: string;

beforeAll(async () => {
  instance = await createInstance({
    app: writeSampleApp(),
    scheduledJobs: false,
  });
  const { user, password } = instance.admin;
  authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
});

afterAll(async () => {
  await instance.close();
});

async function send(bad: Omit<BadRequest, 'outcome'>): Promise<string> {
  const answer = await request(`${instance.url}${bad.path}`, {
    method: bad.method,
    headers: {
      authorization,
      accept: 'application/json',
      'content-type': 'application/json',
      ...bad.headers,
    },
    ...(bad.body === undefined ? {} : { body: bad.body }),
    headersTimeout: 10_000,
  });
  const text = await answer.body.text();
  const status = answer.statusCode;
  if (status === 302 || text.startsWith('<!DOCTYPE html>')) return 'page';
  if (status === 200) return 'read';
  if (status === 201) return 'created';
  if (status === 414) return 'too long';
  const error: unknown = Object(JSON.parse(text)).error;
  const message = typeof error === 'string' ? error : String(Object(error).message);
  const known = Object.entries(refusals).find(
    ([, refusal]) => refusal.status === status && message.startsWith(refusal.message),
  );
  return known?.[0] ?? `${status} ${message}`;
}

const encoded = encodeURIComponent;

const queries = [
  '^',
  '^^',
  '^^^',
  '^^^^^',
  '=',
  '==',
  '!=',
  '^OR',
  '^NQ',
  '^NQ^NQ',
  '^EQ',
  '^OR^OR^OR',
  'ORDERBY',
  'ORDERBYDESC',
  'ORDERBYnope',
  'GROUPBY',
  'number',
  'number=',
  '=INC1',
  'number==INC1',
  'numberFOO1',
  'number IN 1',
  'numberIN',
  'numberNOT IN',
  'numberBETWEEN',
  'numberBETWEEN1',
  'sys_created_onBETWEENx@y',
  'sys_created_onON',
  'sys_created_onONToday@',
  'sys_created_onRELATIVEGT',
  'sys_created_onRELATIVEGT@hour@ago',
  'sys_created_onRELATIVEGT@century@ago@1',
  'sys_created_onDATEPARTx@y',
  'sys_created_onMORETHAN',
  'sys_created_onLESSTHANnope@day@before@1',
  'stateSAMEAS',
  'stateSAMEASnope',
  'stateGT_FIELDnope',
  'caller_id.',
  '.caller_id=x',
  'caller_id..name=x',
  'caller_id.nope.name=x',
  'number.name=x',
  'javascript:',
  'number=javascript:',
  'number=javascript:gs.nope()',
  'number=javascript:while(',
  'number=javascript:throw 1',
  'number=javascript:(function(){return null})()',
  "number=' OR 1=1 --",
  'number="; DROP TABLE task; --',
  'number=%',
  'numberLIKE%',
  'numberLIKE_',
  'numberLIKE\\',
  'number=\u0000',
  'number=😀',
  'numberSTARTSWITH',
  'numberENDSWITH',
  'number=\ud800',
  'RLQUERY',
  'RLQUERYincident',
  'RLQUERYincident.caller_id,>=1',
  '^RLQUERYnope.nope,>=1^ENDRLQUERY',
  'ENDRLQUERY',
  '123TEXTQUERY321=',
  '123TEXTQUERY321="',
  'JOIN',
  'SUBQUERY',
  'sys_idINSTANCEOF',
  'sys_class_nameINSTANCEOFnope',
  'parentIN_HIERARCHY',
  'sys_idDYNAMIC',
  'sys_idDYNAMICnope',
  'impact=abc',
  'impact>abc',
  'active=maybe',
  'opened_at>yesterday',
  `number=${'9'.repeat(3000)}`,
  `${'number=1^OR'.repeat(300)}number=2`,
  `${'number=1^NQ'.repeat(100)}number=2`,
  `numberIN${'1,'.repeat(1500)}`,
  '((((',
  '))))',
  'a'.repeat(2000),
  '<script>',
  '../../etc/passwd',
  '${7*7}',
  '{{7*7}}',
  'work_notesLIKEa',
  'comments=',
  'user_passwordISNOTEMPTY',
];

const listParameters = [
  'sysparm_limit=-1',
  'sysparm_limit=abc',
  'sysparm_limit=1e99',
  'sysparm_limit=',
  'sysparm_limit=0',
  'sysparm_limit=1.5',
  'sysparm_offset=-5',
  'sysparm_offset=abc',
  'sysparm_offset=99999999999999999999',
  'sysparm_fields=',
  'sysparm_fields=,,,',
  'sysparm_fields=a.b.c.d.e.f',
  'sysparm_fields=*',
  'sysparm_fields=__proto__',
  'sysparm_fields=constructor,toString',
  'sysparm_display_value=maybe',
  'sysparm_view=nope',
  'sysparm_exclude_reference_link=x',
  'sysparm_query_category=nope',
  'sysparm_no_count=x',
  '__proto__=1',
  'constructor=1',
  'number',
  '=',
  '&&&',
  '%',
  '%zz',
  '%00',
  '?',
  'a=b=c',
  'sysparm_query=number=1&sysparm_query=number=2',
  'sysparm_tiny=nope',
];

/** Read as far as they go; names without a column are passed over. */
const lenientBodies: readonly (string | Uint8Array)[] = [
  '',
  ' ',
  "{'short_description':'x'}",
  '{"short_description":{"a":1}}',
  '{"short_description":["a"]}',
  '{"short_description":null}',
  '{"__proto__":{"x":1}}',
  '{"constructor":"x"}',
  '{"sys_id":"not an id"}',
  '{"sys_id":""}',
  '{"caller_id":"nobody"}',
  '{"impact":"abc"}',
  '{"state":"99"}',
  '{"opened_at":"yesterday"}',
  '{"active":"maybe"}',
  '{"records":"x"}',
  '\uFEFF{"short_description":"bom"}',
  `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`,
  `{"short_description":"${'x'.repeat(100_000)}"}`,
  `{${Array.from({ length: 2000 }, (_, index) => `"f${index}":"v"`).join(',')}}`,
];

const unreadableBodies: readonly (string | Uint8Array)[] = [
  '{',
  '}',
  '[]',
  '[[]]',
  '[1]',
  'null',
  'true',
  '1',
  '"text"',
  '{"a":}',
  '{"short_description":"x"',
  '{"short_description":"x",}',
  '{"records":[]}',
  '\u0000',
  '<request><entry/></request>',
  '<a',
  'a=b&c=d',
  Buffer.from([0xff, 0xfe, 0xfd]),
  Buffer.from([0xc3, 0x28]),
];

const authorizations = [
  '',
  'Basic',
  'Basic ',
  'Basic !!!',
  `Basic ${Buffer.from('no-colon').toString('base64')}`,
  `Basic ${Buffer.from(':').toString('base64')}`,
  `Basic ${Buffer.from('admin:').toString('base64')}`,
  `Basic ${Buffer.from("' OR 1=1:x").toString('base64')}`,
  'Bearer',
  'Bearer ',
  'Bearer nope',
  `Bearer ${'a'.repeat(5000)}`,
  'Digest username="admin"',
  'Negotiate abc',
  'basic',
  `BASIC ${'A'.repeat(4000)}`,
];

/** What a GET and a POST of `{}` are answered with. */
const paths: readonly (readonly [string, Outcome, Outcome])[] = [
  ['/', 'page', 'page'],
  ['//', 'no resource', 'no resource'],
  ['/api', 'no resource', 'no resource'],
  ['/api/', 'no resource', 'no resource'],
  ['/api/now', 'no resource', 'no resource'],
  ['/api/now/', 'no resource', 'no resource'],
  ['/api/now/table', 'no resource', 'no resource'],
  ['/api/now/table/', 'no resource', 'no resource'],
  ['/api/now/table//', 'no resource', 'no resource'],
  ['/api/now/table/incident/', 'read', 'created'],
  ['/api/now/table/incident//', 'no resource', 'no resource'],
  ['/api/now/table/incident/not-an-id', 'no record', 'wrong method'],
  ['/api/now/table/incident/%00', 'no record', 'wrong method'],
  ['/api/now/table/%2e%2e', 'no resource', 'no resource'],
  ['/api/now/table/..%2f..%2fetc', 'no table', 'no table'],
  ['/api/now/table/incident/a/b/c', 'no resource', 'no resource'],
  ['/api/now/v0/table/incident', 'read', 'created'],
  ['/api/now/v3/table/incident?sysparm_limit=1', 'read', 'created'],
  ['/api/now/v9/table/incident?sysparm_limit=1', 'read', 'created'],
  ['/api/now/table/sqlite_master', 'no table', 'no table'],
  ['/api/now/table/_write_log', 'no table', 'no table'],
  ['/api/now/table/_job', 'no table', 'no table'],
  ['/api/now/table/__proto__', 'no table', 'no table'],
  ['/api/now/table/constructor', 'no table', 'no table'],
  ['/api/now/table/INCIDENT', 'no table', 'no table'],
  ['/api/now/table/incident;x=1', 'no table', 'no table'],
  ['/api/now/table/%F0%9F%98%80', 'no table', 'no table'],
  ['/api/now/table/%zz', 'no table', 'no table'],
  ['/api/x_test/v1/nope', 'no resource', 'no resource'],
  ['/api/x_test/v1', 'no resource', 'no resource'],
  ['/api/x_nope/v1/run', 'no resource', 'no resource'],
  ['/nav_to.do', 'page', 'page'],
  ['/login.do', 'page', 'page'],
  ['/oauth_token.do', 'oauth refused', 'oauth refused'],
  ['/api/now/attachment/nope', 'no record', 'wrong method'],
  ['/api/now/attachment/nope/file', 'no record', 'wrong method'],
  ['/api/now/stats/nope', 'no table', 'wrong method'],
  ['/api/now/stats/incident', 'no aggregate', 'wrong method'],
  ['/api/now/import/nope', 'wrong method', 'no table'],
  ['/api/now/cmdb/instance/nope', 'no class', 'no class'],
  ['/robots.txt', 'no resource', 'no resource'],
  ['/favicon.ico', 'no resource', 'no resource'],
  [`/${'a/'.repeat(500)}`, 'no resource', 'no resource'],
];

const methods: readonly (readonly [string, Outcome])[] = [
  ['GET', 'read'],
  ['HEAD', 'read'],
  ['POST', 'created'],
  ['PUT', 'wrong method'],
  ['PATCH', 'wrong method'],
  ['DELETE', 'wrong method'],
  ['OPTIONS', 'wrong method'],
  ['PROPFIND', 'wrong method'],
];

const contentTypes: readonly (readonly [string, Outcome])[] = [
  ['', 'created'],
  ['application/json; charset=utf-7', 'created'],
  ['application/xml', 'unreadable'],
  ['text/plain', 'wrong type'],
  ['multipart/form-data', 'wrong type'],
  ['application/x-www-form-urlencoded', 'wrong type'],
  ['nonsense', 'wrong type'],
];

const acceptedTypes: readonly (readonly [string, Outcome])[] = [
  ['', 'read'],
  ['*/*', 'read'],
  ['application/json;q=0', 'read'],
  ['text/plain', 'not acceptable'],
  ['image/png', 'not acceptable'],
  ['nonsense', 'not acceptable'],
];

const tokenRequests = [
  'grant_type=',
  'grant_type=nope',
  'x',
  '%',
  'grant_type=password&username=a',
  'grant_type=refresh_token',
  'client_id=%00',
];

function named(cases: readonly BadRequest[]): [string, BadRequest][] {
  return cases.map((bad) => [
    JSON.stringify([
      bad.method,
      bad.path.slice(0, 70),
      String(bad.body ?? '').slice(0, 30),
      bad.headers?.['authorization']?.slice(0, 20),
    ]),
    bad,
  ]);
}

describe('each is refused by name, or made nothing of', () => {
  test.each(
    named([
      ...queries.map((query) => ({
        outcome: ['read', 'too long'] as const,
        method: 'GET',
        path: `/api/now/table/incident?sysparm_limit=2&sysparm_query=${encoded(query.toWellFormed())}`,
      })),
      ...listParameters.map((parameter) => ({
        outcome: ['read'] as const,
        method: 'GET',
        path: `/api/now/table/incident?sysparm_limit=2&${parameter}`,
      })),
      ...lenientBodies.map((body) => ({
        outcome: ['created'] as const,
        method: 'POST',
        path: '/api/now/table/incident?sysparm_fields=number',
        body,
      })),
      ...unreadableBodies.map((body) => ({
        outcome: ['unreadable'] as const,
        method: 'POST',
        path: '/api/now/table/incident?sysparm_fields=number',
        body,
      })),
      ...[...lenientBodies, ...unreadableBodies].map((body) => ({
        outcome: ['unreadable', 'no batch'] as const,
        method: 'POST',
        path: '/api/now/v1/batch',
        body,
      })),
      ...lenientBodies.map((body) => ({
        outcome: ['no record'] as const,
        method: 'PATCH',
        path: '/api/now/table/incident/0123456789abcdef0123456789abcdef',
        body,
      })),
      ...authorizations.map((value) => ({
        outcome: ['not authenticated'] as const,
        method: 'GET',
        path: '/api/now/table/incident?sysparm_limit=1',
        headers: { authorization: value },
      })),
      ...paths.map(([path, got]) => ({ outcome: [got], method: 'GET', path })),
      ...paths.map(([path, , posted]) => ({
        outcome: [posted],
        method: 'POST',
        path,
        body: '{}',
      })),
      ...methods.map(([method, outcome]) => ({
        outcome: [outcome],
        method,
        path: '/api/now/table/incident?sysparm_limit=1',
        ...(method === 'GET' || method === 'HEAD' ? {} : { body: '{}' }),
      })),
      ...contentTypes.map(([type, outcome]) => ({
        outcome: [outcome],
        method: 'POST',
        path: '/api/now/table/incident',
        body: '{"short_description":"typed"}',
        headers: { 'content-type': type },
      })),
      ...acceptedTypes.map(([accept, outcome]) => ({
        outcome: [outcome],
        method: 'GET',
        path: '/api/now/table/incident?sysparm_limit=1',
        headers: { accept },
      })),
      ...tokenRequests.map((body) => ({
        outcome: ['oauth refused'] as const,
        method: 'POST',
        path: '/oauth_token.do',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })),
    ]),
  )('%s', async (_name, bad) => {
    const answer = await send(bad);

    expect(bad.outcome).toContain(answer);
  });
});

describe('on the wire', () => {
  test.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a request without host', 'GET / HTTP/1.1\r\n\r\n'],
    ['a broken header', 'GET / HTTP/1.1\r\nHost: x\r\nbroken\r\n\r\n'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na',
    ],
    ['a negative length', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'],
    ['a broken chunk', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['a header without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`],
  ])('%s is answered with a refusal or a closed connection', async (_name, bytes) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = net.connect(Number(new URL(instance.url).port), '127.0.0.1');
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString();
      socket.end();
    });
    socket.on('error', () => resolve(received));
    socket.on('close', () => resolve(received));
    socket.write(bytes);

    await expect(promise).resolves.toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
  });
});

test('after all that, requests and scripts are still answered', async () => {
  await expect(
    send({ method: 'GET', path: '/api/now/table/incident?sysparm_limit=1' }),
  ).resolves.toBe('read');
  await expect(createScriptRunner(instance).run('return 1;')).resolves.toBe(1);
});
