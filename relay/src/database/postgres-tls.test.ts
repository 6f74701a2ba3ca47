import { createServer, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createCertificate } from '../../../test/instance/server/certificate.ts';
import { listenOnLoopback } from '../../../test/support/listen.ts';
import { Secret } from '../lib/secret.ts';
import { openPostgres } from './postgres.ts';

/** Of PostgreSQL only the first word, which takes TLS or refuses it; what follows is cut off. */
let answer: 'S' | 'N';
let server: Server;
let port: number;

beforeAll(async () => {
  const certificate = createCertificate();
  server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(answer);
      if (answer === 'N') return;
      const secure = new TLSSocket(socket, { isServer: true, ...certificate });
      secure.on('error', () => undefined);
      secure.on('data', () => secure.destroy());
    });
  });
  port = await listenOnLoopback(server);
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});

const open = (mode: string) =>
  openPostgres({
    url: new Secret(`postgres://127.0.0.1:${port}/relay?${mode}`),
    maxConnections: 1,
  });

test.each([
  'sslmode=require',
  'sslmode=prefer',
  'sslmode=verify-ca',
  'sslmode=verify-full',
  'ssl=true',
])(
  '%s checks the certificate, without a warning, and says how another authority is named',
  async (mode) => {
    answer = 'S';
    // pg warns once in the life of a process: the first of these would see it.
    const warn = vi.spyOn(process, 'emitWarning');

    await expect(open(mode)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(
        /^The certificate of the database was not taken: self-signed certificate.*sslrootcert=/,
      ),
    });
    expect(warn).not.toHaveBeenCalled();
  },
);

test.each(['uselibpqcompat=true&sslmode=require', 'sslmode=require&uselibpqcompat=true'])(
  '%s takes any certificate, as for psql',
  async (mode) => {
    answer = 'S';

    // The certificate was no reason: the connection was opened, and cut off by the server here.
    await expect(open(mode)).rejects.toMatchObject({
      message: expect.stringMatching(/^The database does not answer/),
    });
  },
);

test('a database that has no TLS is told with the cure', async () => {
  answer = 'N';

  await expect(open('sslmode=require')).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringMatching(/^The database takes no TLS.*ssl = on.*sslmode/),
  });
});
