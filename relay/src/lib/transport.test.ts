import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createProxyServer, type Server } from 'node:http';
import { createServer } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findLeaks } from './leaks-no-secret.ts';
import { createOutgoing, type Outgoing } from './outgoing.ts';
import { Secret } from './secret.ts';
import { plainTransport as plain, type Proxy, toProxyToken, type Transport } from './transport.ts';

let folder = '';
const closing: (() => Promise<unknown>)[] = [];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'relay-tls-'));
  makeAuthority('ca');
  makeAuthority('stranger');
  makeCertificate('ca', 'server', 'subjectAltName=IP:127.0.0.1,DNS:localhost');
  makeCertificate('ca', 'client', 'extendedKeyUsage=clientAuth');
});

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
}

function makeAuthority(name: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.pem`,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
  );
}

function makeCertificate(ca: string, name: string, extension: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
  writeFileSync(path.join(folder, `${name}.ext`), extension);
  openssl(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    '-CA',
    `${ca}.pem`,
    '-CAkey',
    `${ca}.key`,
    '-CAcreateserial',
    '-days',
    '2',
    '-out',
    `${name}.pem`,
    '-extfile',
    `${name}.ext`,
  );
}

const pem = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

function startOutgoing(): Outgoing {
  const outgoing = createOutgoing({ allow: ['127.0.0.1', 'localhost'] });
  closing.push(() => outgoing.close());
  return outgoing;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Says who the caller is by its certificate. */
async function startInstance(options: { readonly asksForCertificate: boolean }): Promise<string> {
  const server = createServer(
    {
      key: pem('server.key'),
      cert: pem('server.pem'),
      ca: pem('ca.pem'),
      requestCert: options.asksForCertificate,
      rejectUnauthorized: options.asksForCertificate,
    },
    (request, response) => {
      response.end(
        JSON.stringify({ who: peerOf(request.socket), via: request.headers['x-via'] ?? '' }),
      );
    },
  );
  return `https://127.0.0.1:${await listen(server)}/`;
}

function peerOf(socket: object): string {
  if (!isTls(socket)) return 'nobody';
  const subject: unknown = socket.getPeerCertificate().subject;
  return String(Object(subject)['CN'] ?? 'nobody');
}

function isTls(socket: object): socket is TLSSocket {
  return 'getPeerCertificate' in socket;
}

/** A proxy that tunnels, and remembers for whom and with which password. */
async function startProxy(password?: string) {
  const tunnels: string[] = [];
  const server = createProxyServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, socket, head) => {
    const expected = `Basic ${Buffer.from(`user:${password}`).toString('base64')}`;
    if (password !== undefined && request.headers['proxy-authorization'] !== expected) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    tunnels.push(request.url ?? '');
    // Whatever the name, it leads here: nobody else has to know it.
    const [, port = ''] = (request.url ?? '').split(':');
    const target = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.write(head);
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, tunnels };
}

function get(outgoing: Outgoing, url: string, transport: Transport | undefined) {
  return outgoing.send({ url, method: 'GET', headers: {}, deadlineMs: 10_000, transport });
}

test('an instance with a certificate of its own is trusted where its authority is named, and only there', async () => {
  const url = await startInstance({ asksForCertificate: false });
  const outgoing = startOutgoing();

  const answer = await get(outgoing, url, { ...plain, ca: pem('ca.pem') });

  expect(answer.body.toString()).toBe('{"who":"nobody","via":""}');
  expect(outgoing.certificateEndOf(url)).toBeGreaterThan(Date.now());
  await expect(get(outgoing, url, undefined)).rejects.toThrow('certificate');
  await expect(get(outgoing, url, { ...plain, ca: pem('stranger.pem') })).rejects.toThrow(
    'certificate',
  );
});

test('mutual TLS says who we are; without our certificate the instance closes the door', async () => {
  const url = await startInstance({ asksForCertificate: true });
  const outgoing = startOutgoing();
  const ours = {
    ...plain,
    ca: pem('ca.pem'),
    certificate: pem('client.pem'),
    key: new Secret(pem('client.key')),
  };

  const answer = await get(outgoing, url, ours);

  expect(answer.body.toString()).toBe('{"who":"client","via":""}');
  await expect(get(outgoing, url, { ...plain, ca: pem('ca.pem') })).rejects.toThrow(
    'Could not GET',
  );
});

test('a key with a passphrase is opened with it', async () => {
  openssl(
    'ec',
    '-in',
    'client.key',
    '-aes256',
    '-passout',
    'pass:CANARY-pass',
    '-out',
    'locked.key',
  );
  const url = await startInstance({ asksForCertificate: true });
  const outgoing = startOutgoing();
  const locked = {
    ...plain,
    ca: pem('ca.pem'),
    certificate: pem('client.pem'),
    key: new Secret(pem('locked.key')),
    passphrase: new Secret('CANARY-pass'),
  };

  expect((await get(outgoing, url, locked)).status).toBe(200);
  const wrong = { ...locked, passphrase: new Secret('CANARY-wrong') };
  const error: unknown = await get(outgoing, url, wrong).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(findLeaks(error, ['CANARY-pass', 'CANARY-wrong'])).toEqual([]);
});

test('through a proxy the instance is reached in a tunnel that the proxy cannot read', async () => {
  const url = await startInstance({ asksForCertificate: false });
  const proxy = await startProxy('CANARY-proxy');
  const outgoing = startOutgoing();
  const by = (password: string): Transport => ({
    ...plain,
    ca: pem('ca.pem'),
    proxy: { url: proxy.url, user: 'user', password: new Secret(password) },
  });

  const answer = await get(outgoing, url, by('CANARY-proxy'));

  expect(answer.status).toBe(200);
  expect(proxy.tunnels).toEqual([new URL(url).host]);
  const error: unknown = await get(outgoing, url, by('CANARY-no')).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ reached: 'no' });
  expect(findLeaks(error, ['CANARY-proxy', 'CANARY-no'])).toEqual([]);
});

test('neither a private proxy nor a private address behind one is called where nobody allowed it', async () => {
  const url = await startInstance({ asksForCertificate: false });
  const proxy = await startProxy();
  const strict = createOutgoing({ allow: [] });
  closing.push(() => strict.close());
  const transport = { ...plain, proxy: { url: proxy.url, user: undefined, password: undefined } };

  for (const target of ['https://example.com/', url]) {
    await expect(get(strict, target, transport)).rejects.toMatchObject({
      code: 'DESTINATION_ADDRESS_REFUSED',
    });
  }
  expect(proxy.tunnels).toEqual([]);
});

describe('with a proxy for all that leaves', () => {
  /** A tool that tells who asked it for what. */
  async function startTool(): Promise<string> {
    return String(
      await listen(createProxyServer(({ headers }, response) => response.end(headers.host))),
    );
  }

  function startBehind(proxy: Proxy, allow: readonly string[] = ['127.0.0.1']): Outgoing {
    const outgoing = createOutgoing({ allow, proxy });
    closing.push(() => outgoing.close());
    return outgoing;
  }

  test('a call goes by it, and is looked up there', async () => {
    const port = await startTool();
    const proxy = await startProxy('CANARY-proxy');
    const outgoing = startBehind({
      url: proxy.url,
      user: 'user',
      password: new Secret('CANARY-proxy'),
    });

    const answer = await get(outgoing, `http://tool.example.com:${port}/`, undefined);

    expect(answer.body.toString()).toBe(`tool.example.com:${port}`);
    expect(proxy.tunnels).toEqual([`tool.example.com:${port}`]);
    expect(outgoing.goesByProxy('https://tool.example.com/', undefined)).toBe(true);
  });

  test('what the operator allowed by name, address or range lies inside, and is called directly', async () => {
    const port = await startTool();
    const proxy = await startProxy();
    const outgoing = startBehind({ url: proxy.url }, ['127.0.0.0/8', 'localhost']);

    for (const host of ['localhost', '127.0.0.1']) {
      const answer = await get(outgoing, `http://${host}:${port}/`, undefined);
      expect(answer.status).toBe(200);
      expect(outgoing.goesByProxy(`http://${host}/`, undefined)).toBe(false);
    }

    expect(proxy.tunnels).toEqual([]);
  });

  test('a connection with a proxy of its own keeps it, and one with certificates alone has this one', async () => {
    const url = await startInstance({ asksForCertificate: false });
    const [own, common] = [await startProxy(), await startProxy()];
    const outgoing = startBehind({ url: common.url });
    const named = url.replace('127.0.0.1', 'localhost.example.com');
    const ca = pem('ca.pem');

    await get(outgoing, named, { ...plain, ca, proxy: { url: own.url } }).catch(() => undefined);
    await get(outgoing, named, { ...plain, ca }).catch(() => undefined);

    expect(own.tunnels).toHaveLength(1);
    expect(common.tunnels).toHaveLength(1);
  });

  test('a failure of the way names the proxy, and what it refuses with; the tool is not taken for away', async () => {
    const proxy = await startProxy('another');
    const refusing = startBehind({ url: proxy.url, user: 'user', password: new Secret('mine') });
    const away = startBehind({ url: 'http://127.0.0.1:1' });
    const url = 'http://tool.example.com/hook';
    const by = `Could not GET to http://tool.example.com by the proxy ${new URL(proxy.url).host}: `;

    await expect(get(refusing, url, undefined)).rejects.toMatchObject({
      message: `${by}the proxy opens no way there, its answer is 407: it does not take the user and password that it is given`,
      reached: 'no',
    });
    await expect(get(away, url, undefined)).rejects.toThrow(
      'by the proxy 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1',
    );
  });

  test.each([
    'http://10.0.0.1/',
    'http://[::1]/',
    'http://169.254.169.254/',
    'http://localhost/',
    'http://app.localhost/',
    'http://intranet/',
    'http://INTRANET./',
    'http://metadata.google.internal/',
    'http://printer.local/',
    'http://nas.home.arpa/',
  ])('%s is refused before the proxy hears of it', async (url) => {
    const proxy = await startProxy();
    const outgoing = startBehind({ url: proxy.url });

    await expect(get(outgoing, url, undefined)).rejects.toMatchObject({
      code: 'DESTINATION_ADDRESS_REFUSED',
    });
    expect(proxy.tunnels).toEqual([]);
  });
});

test('a proxy without a user is sent no credentials', () => {
  const proxy = { url: 'http://proxy.example', user: undefined, password: undefined };

  expect(toProxyToken(proxy)).toBeUndefined();
});

test.each([['https://10.1.2.3/'], ['http://169.254.169.254/latest'], ['https://[fd00::1]/']])(
  'through a proxy that is allowed %s is not called, since nobody allowed that',
  async (target) => {
    const proxy = await startProxy();
    const transport = { ...plain, proxy: { url: proxy.url, user: undefined, password: undefined } };

    await expect(get(startOutgoing(), target, transport)).rejects.toMatchObject({
      code: 'DESTINATION_ADDRESS_REFUSED',
    });
    expect(proxy.tunnels).toEqual([]);
  },
);

test('plain http goes through a tunnel too, so that the proxy is shown nothing, and serves later calls as well', async () => {
  const server = createProxyServer((_request, response) => response.end('{"who":"x","via":""}'));
  const port = await listen(server);
  const proxy = await startProxy();
  const transport = { ...plain, proxy: { url: proxy.url, user: undefined, password: undefined } };
  const outgoing = startOutgoing();

  for (let call = 0; call < 20; call += 1) {
    await get(outgoing, `http://127.0.0.1:${port}/`, { ...transport });
  }

  expect(new Set(proxy.tunnels)).toEqual(new Set([`127.0.0.1:${port}`]));
  expect(proxy.tunnels.length).toBeLessThan(5);
});

test('after the end nothing leaves, whatever way it would have taken', async () => {
  const url = await startInstance({ asksForCertificate: false });
  const outgoing = createOutgoing({ allow: ['127.0.0.1'] });
  const transport = { ...plain, ca: pem('ca.pem') };
  await get(outgoing, url, transport);

  await outgoing.close();

  await expect(get(outgoing, url, transport)).rejects.toMatchObject({ reached: 'no' });
});
