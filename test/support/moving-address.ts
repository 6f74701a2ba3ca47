import { createConnection, createServer, type Socket } from 'node:net';
import { listenOnLoopback } from './listen.ts';

/** Stands for what leads clients to the primary of a database: a virtual address, or HAProxy. */
export interface MovingAddress extends AsyncDisposable {
  readonly port: number;
  /** From now on it leads there, and who was led elsewhere is cut off. */
  moveTo(port: number): void;
}

export async function openMovingAddress(first: number): Promise<MovingAddress> {
  let target = first;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = createConnection(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.pipe(client);
  });
  const port = await listenOnLoopback(server);
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    moveTo(port) {
      target = port;
      cutAll();
    },
    async [Symbol.asyncDispose]() {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
