import net from 'node:net';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from './create-instance.ts';
import { createScriptRunner } from './testing/run-script.ts';
import { writeSampleApp } from './testing/sample-app.ts';

/**
 * What no client should send. The instance may refuse it or make nothing of it, as the platform does with
 * most of this; it must not fail (5xx), hang, or stop answering others. Statuses are assumed where no
 * recorded answer exists.
 */
interface BadRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

let instance: Instance;
let authorization: string;

beforeAll(async () => {
  instance = await createInstance({ app: writeSampleApp(), scheduledJobs: false });
  const { user, password } = instance.admin;
  authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
});

afterAll(async () => {
  await instance.close();
});

async function send(bad: BadRequest): Promise<number> {
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
  if (text.startsWith('{')) JSON.parse(text);
  return answer.statusCode;
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

const bodies: readonly (string | Uint8Array)[] = [
  '',
  ' ',
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
  '{"records":[]}',
  '{"records":"x"}',
  '\u0000',
  '\uFEFF{"short_description":"bom"}',
  '<request><entry/></request>',
  '<a',
  'a=b&c=d',
  Buffer.from([0xff, 0xfe, 0xfd]),
  Buffer.from([0xc3, 0x28]),
  `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`,
  `{"short_description":"${'x'.repeat(100_000)}"}`,
  `{${Array.from({ length: 2000 }, (_, index) => `"f${index}":"v"`).join(',')}}`,
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

const paths = [
  '/',
  '//',
  '/api',
  '/api/',
  '/api/now',
  '/api/now/',
  '/api/now/table',
  '/api/now/table/',
  '/api/now/table//',
  '/api/now/table/incident/',
  '/api/now/table/incident//',
  '/api/now/table/incident/not-an-id',
  '/api/now/table/incident/%00',
  '/api/now/table/%2e%2e',
  '/api/now/table/..%2f..%2fetc',
  '/api/now/table/incident/a/b/c',
  '/api/now/v0/table/incident',
  '/api/now/v3/table/incident?sysparm_limit=1',
  '/api/now/v9/table/incident?sysparm_limit=1',
  '/api/now/table/sqlite_master',
  '/api/now/table/_write_log',
  '/api/now/table/_job',
  '/api/now/table/__proto__',
  '/api/now/table/constructor',
  '/api/now/table/INCIDENT',
  '/api/now/table/incident;x=1',
  '/api/now/table/%F0%9F%98%80',
  '/api/now/table/%zz',
  '/api/x_test/v1/nope',
  '/api/x_test/v1',
  '/api/x_nope/v1/run',
  '/nav_to.do',
  '/login.do',
  '/oauth_token.do',
  '/api/now/attachment/nope',
  '/api/now/attachment/nope/file',
  '/api/now/stats/nope',
  '/api/now/stats/incident',
  '/api/now/import/nope',
  '/api/now/cmdb/instance/nope',
  '/robots.txt',
  '/favicon.ico',
  `/${'a/'.repeat(500)}`,
];

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'PROPFIND'];

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

describe('never fail, whatever comes', () => {
  test.each(
    named([
      ...queries.map((query) => ({
        method: 'GET',
        path: `/api/now/table/incident?sysparm_limit=2&sysparm_query=${encoded(query.toWellFormed())}`,
      })),
      ...listParameters.map((parameter) => ({
        method: 'GET',
        path: `/api/now/table/incident?sysparm_limit=2&${parameter}`,
      })),
      ...bodies.map((body) => ({
        method: 'POST',
        path: '/api/now/table/incident?sysparm_fields=number',
        body,
      })),
      ...bodies.map((body) => ({ method: 'POST', path: '/api/now/v1/batch', body })),
      ...bodies.slice(0, 20).map((body) => ({
        method: 'PATCH',
        path: '/api/now/table/incident/0123456789abcdef0123456789abcdef',
        body,
      })),
      ...authorizations.map((value) => ({
        method: 'GET',
        path: '/api/now/table/incident?sysparm_limit=1',
        headers: { authorization: value },
      })),
      ...paths.map((path) => ({ method: 'GET', path })),
      ...paths.slice(0, 20).map((path) => ({ method: 'POST', path, body: '{}' })),
      ...methods.map((method) => ({
        method,
        path: '/api/now/table/incident?sysparm_limit=1',
        ...(method === 'GET' || method === 'HEAD' ? {} : { body: '{}' }),
      })),
      ...[
        'text/plain',
        'application/xml',
        'multipart/form-data',
        'application/x-www-form-urlencoded',
        '',
        'nonsense',
        'application/json; charset=utf-7',
      ].map((type) => ({
        method: 'POST',
        path: '/api/now/table/incident',
        body: '{"short_description":"typed"}',
        headers: { 'content-type': type },
      })),
      ...['text/plain', 'image/png', '', '*/*', 'application/json;q=0', 'nonsense'].map(
        (accept) => ({
          method: 'GET',
          path: '/api/now/table/incident?sysparm_limit=1',
          headers: { accept },
        }),
      ),
      ...[
        'grant_type=',
        'grant_type=nope',
        'x',
        '%',
        'grant_type=password&username=a',
        'grant_type=refresh_token',
        'client_id=%00',
      ].map((body) => ({
        method: 'POST',
        path: '/oauth_token.do',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })),
    ]),
  )('%s', async (_name, bad) => {
    const status = await send(bad);

    expect(status).toBeLessThan(500);
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
  ).resolves.toBe(200);
  await expect(createScriptRunner(instance).run('return 1;')).resolves.toBe(1);
});
