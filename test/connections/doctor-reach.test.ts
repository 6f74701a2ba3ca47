import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startScriptedServer } from '../../relay/src/lib/scripted-server.ts';
import { createInstance, type Instance } from '../instance/create-instance.ts';
import type { FaultRule } from '../instance/server/faults.ts';
import { listenOnLoopback } from '../support/listen.ts';
import {
  startExamined,
  resultOf,
  faultOf,
  onlyFault,
  byClient,
  type Examined,
} from './examined.ts';

/** The doctor on the way to an instance: each fault of name, server, certificate and app is told from the others. */

const closing: (() => Promise<unknown>)[] = [];
let examined: Examined;
let instance: Instance;
let examineWith: Examined['examineWith'];
let makeClient: Examined['makeClient'];

beforeAll(async () => {
  examined = await startExamined();
  ({ instance, examineWith, makeClient } = examined);
});

afterEach(async () => {
  examined.instance.control.clearFaults();
  for (const close of closing.splice(0).toReversed()) await close();
});

afterAll(() => examined.close());

test('a name that nobody knows', async () => {
  const found = await examineWith({ url: 'https://nobody.invalid' });

  expect(faultOf(found)).toEqual(onlyFault('dns', 'unknown-host'));
  expect(found.well).toBe(false);
});

test('a port on which nobody listens, and an address that nobody allowed', async () => {
  const refused = await examineWith({ url: 'http://127.0.0.1:1' });
  const forbidden = await examineWith({ url: 'http://10.255.255.1' });

  expect(faultOf(refused)).toEqual(onlyFault('reach', 'refused'));
  expect(faultOf(forbidden)).toEqual(onlyFault('reach', 'address-refused'));
});

interface Page {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const html = { 'content-type': 'text/html' };

test.each<[string, Page, string]>([
  [
    'another server',
    { status: 404, headers: { 'content-type': 'application/json' }, body: '{}' },
    'wrong-host',
  ],
  [
    'a captive portal',
    { status: 200, headers: html, body: '<title>Hotel</title>' },
    'captive-portal',
  ],
  [
    'a redirect to a login page',
    { status: 302, headers: { location: 'https://sso.example/login.do' }, body: '' },
    'login-page',
  ],
  [
    'a redirect elsewhere',
    { status: 302, headers: { location: 'https://portal.example/' }, body: '' },
    'redirected',
  ],
  [
    'a login page',
    { status: 200, headers: html, body: '<title>Log in | Example</title>' },
    'login-page',
  ],
  [
    'a hibernating instance',
    { status: 200, headers: html, body: '<title>Instance Hibernating page</title>' },
    'hibernating',
  ],
  [
    'maintenance',
    { status: 503, headers: html, body: '<title>Maintenance</title>' },
    'maintenance',
  ],
])('what answers is %s', async (_name, page, code) => {
  const server = await startScriptedServer((_request, response) => {
    response.writeHead(page.status, page.headers).end(page.body);
  });
  closing.push(() => server.close());

  const found = await examineWith({ url: server.url });

  expect(faultOf(found)).toEqual(onlyFault('instance', code));
  expect(server.received.some(({ headers }) => headers.authorization !== undefined)).toBe(false);
});

/** Certificates of an authority of our own; `days` below zero is one that has expired. */
function makeCertificate(days: string, subject: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'doctor-tls-'));
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  try {
    openssl('req', '-x509', ...key, '-keyout=ca.key', '-out=ca.pem', '-days=2', '-subj=/CN=ca');
    openssl('req', ...key, '-keyout', 's.key', '-out', 's.csr', '-subj', '/CN=s');
    writeFileSync(path.join(folder, 's.ext'), `subjectAltName=${subject}`);
    const sign = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 's.ext'];
    openssl('x509', '-req', '-in', 's.csr', ...sign, '-days', days, '-out', 's.pem');
    return { key: read('s.key'), cert: read('s.pem'), ca: read('ca.pem') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A server that has this certificate and says nothing; gives its port. */
async function serveSecurely(key: string, cert: string): Promise<number> {
  const server = createServer({ key, cert }, (_request, response) => response.end('{}'));
  const port = await listenOnLoopback(server);
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return port;
}

test.each([
  ['expired', '-1', 'IP:127.0.0.1', true, 'expired-certificate'],
  ['of another name', '2', 'DNS:other.example', true, 'wrong-certificate'],
  ['of a stranger', '2', 'IP:127.0.0.1', false, 'untrusted-certificate'],
])('the certificate is %s', async (_name, days, subject, isTrusted, code) => {
  const { key, cert, ca } = makeCertificate(days, subject);
  const port = await serveSecurely(key, cert);
  const none = { certificate: undefined, key: undefined, passphrase: undefined, proxy: undefined };

  const found = await examineWith({
    url: `https://127.0.0.1:${port}`,
    transport: isTrusted ? { ca, ...none } : undefined,
  });

  expect(faultOf(found)).toEqual(onlyFault('reach', code));
});

test('a self-signed certificate', async () => {
  const secure = await createInstance({ https: true, demoData: false, scheduledJobs: false });
  closing.push(() => secure.close());

  expect(faultOf(await examineWith({ url: secure.url }))).toEqual(
    onlyFault('reach', 'self-signed'),
  );
});

test.each([
  ['40', 'pass', undefined],
  ['20', 'warn', 'certificate-ends'],
])('a certificate with %s days left', async (days, verdict, code) => {
  const { key, cert, ca } = makeCertificate(days, 'IP:127.0.0.1');
  const port = await serveSecurely(key, cert);
  const none = { certificate: undefined, key: undefined, passphrase: undefined, proxy: undefined };

  const found = await examineWith({
    url: `https://127.0.0.1:${port}`,
    transport: { ca, ...none },
  });

  const result = resultOf(found, 'certificate');
  expect([result?.verdict, result?.code]).toEqual([verdict, code]);
  expect(result?.evidence).toContain(`${Number(days) - 1} day(s) left`);
});

test('S19 a clock that is six minutes off', async () => {
  const found = await examineWith({ now: () => Date.now() + 360_000 });

  expect(resultOf(found, 'clock')).toMatchObject({ verdict: 'fail', code: 'clock-skew' });
});

/** Whoever reads that the app is missing installs it again: it is said only where the instance says so. */
test.each<[string, FaultRule['action'], string, RegExp]>([
  [
    'a rate limit that is used up',
    { status: 429, headers: { 'retry-after': '30' } },
    'app-unanswered',
    /rate limit/i,
  ],
  ['maintenance', { page: 'maintenance' }, 'app-unanswered', /under maintenance/],
  [
    'a page of a proxy',
    { status: 200, headers: html, body: '<title>Blocked</title>' },
    'app-unanswered',
    /no answer of the REST API/,
  ],
  [
    'an answer of another form',
    { status: 200, headers: { 'content-type': 'application/json' }, body: '{"result":{}}' },
    'app-unreadable',
    /different versions/,
  ],
  [
    'the word that there is no such resource',
    {
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: '{"error":{"message":"Requested URI does not represent any resource","detail":null},"status":"failure"}',
    },
    'app-missing',
    /not installed/,
  ],
])('in place of the app comes %s', async (_name, action, code, cause) => {
  const client = await makeClient();
  instance.control.addFault({ match: { path: '/x_alrt_relay/v1/preflight' }, action, times: 9 });

  const found = await examineWith({ credentials: byClient(client) });

  expect(resultOf(found, 'app')).toMatchObject({
    verdict: 'fail',
    code,
    cause: expect.stringMatching(cause),
  });
});
