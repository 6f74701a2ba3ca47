import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Server as AnyServer } from 'node:net';

export interface LoopbackServer extends AsyncDisposable {
  readonly url: string;
  readonly server: Server;
  close(): Promise<void>;
}

/** An HTTP server on loopback, on a port that the system chooses. */
export async function listen(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener);
  const port = await listenOnLoopback(server);
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, server, close, [Symbol.asyncDispose]: close };
}

/** A server of any kind; gives its port, which the system chooses. */
export async function listenOnLoopback(server: AnyServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}
