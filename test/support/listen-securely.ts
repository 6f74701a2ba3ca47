import { request as ask } from 'node:http';
import { createServer } from 'node:https';
import { createCertificate } from '../instance/server/certificate.ts';
import { listenOnLoopback } from './listen.ts';

export interface SecureFront extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** What a client has to trust. */
  readonly certificate: string;
}

/** The TLS end in front of a relay, for clients that know nothing but https. */
export async function listenSecurely(target: string): Promise<SecureFront> {
  const { key, cert } = createCertificate();
  const server = createServer({ key, cert }, (request, response) => {
    const { method, headers, url = '/' } = request;
    const onward = ask(new URL(url, target), { method: method ?? 'GET', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  const port = await listenOnLoopback(server);
  return {
    host: `127.0.0.1:${port}`,
    certificate: cert,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
