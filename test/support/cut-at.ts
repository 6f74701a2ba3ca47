import { createConnection, createServer, type Socket } from 'node:net';
import { listenOnLoopback } from './listen.ts';

export interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /** From now on: passes on what carries this text, and cuts before the answer; so many times. */
  cutAfter(text: string, times?: number): void;
  cuts(): number;
  /**
   * Resolves when a connection has asked these texts one after the other; from then on it says nothing more,
   * and the last of them was passed on or not.
   */
  silenceAt(texts: readonly string[], last: 'passed on' | 'kept back'): Promise<void>;
  /** Connections that are open now say nothing more, to either side, and nobody is told. */
  silence(): void;
}

interface Awaited {
  /** Those that did not come yet. */
  readonly texts: string[];
  readonly last: 'passed on' | 'kept back';
  readonly come: () => void;
}

function isLast({ texts }: Awaited, chunk: Buffer): boolean {
  const [next = ''] = texts;
  if (chunk.includes(next)) texts.shift();
  return texts.length === 0;
}

/** Stands before a server on loopback and makes outcomes unknown: what was asked is done, nobody hears of it. */
export async function startCuttingProxy(target: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const silent = new WeakSet<Socket>();
  const state = { text: '', left: 0, cuts: 0 };
  let awaited: Awaited | undefined;
  const server = createServer((client) => {
    const upstream = createConnection(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        // What was passed on is still to be done: no reset, but an end.
        upstream.end();
      });
    }
    upstream.on('data', (chunk) => {
      if (!silent.has(upstream) && !client.destroyed) client.write(chunk);
    });
    client.on('data', (chunk) => {
      if (silent.has(client)) return;
      const ends = awaited !== undefined && isLast(awaited, chunk);
      if (!ends || awaited?.last === 'passed on') upstream.write(chunk);
      if (ends) {
        silent.add(client).add(upstream);
        awaited?.come();
        awaited = undefined;
        return;
      }
      if (state.left === 0 || !chunk.includes(state.text)) return;
      state.left -= 1;
      state.cuts += 1;
      client.destroy();
    });
  });
  const port = await listenOnLoopback(server);
  return {
    port,
    cutAfter(text, times = 1) {
      state.text = text;
      state.left = times;
    },
    cuts: () => state.cuts,
    silenceAt: (texts, last) =>
      new Promise((come) => {
        awaited = { texts: [...texts], last, come };
      }),
    silence() {
      for (const socket of sockets) silent.add(socket);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
