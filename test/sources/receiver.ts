import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { listen } from '../support/listen.ts';

export interface Receipt {
  /** `webhook-id`: the same on every attempt for one message. */
  readonly id: string;
  readonly at: number;
  readonly payload: unknown;
}

/** A tool that is told about changes by Standard Webhooks and believes nothing unsigned. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  /** What arrived with a valid signature, in order. */
  readonly received: readonly Receipt[];
  /** What was turned away, and why; a test that expects none asks for an empty list. */
  readonly refused: readonly string[];
  close(): Promise<void>;
}

const path = '/hooks/alert-relay';

export async function startReceiver(secret: string): Promise<Receiver> {
  const webhook = new Webhook(secret);
  const received: Receipt[] = [];
  const refused: string[] = [];

  const server = await listen((request, response) => {
    void answer(request).then((status) => response.writeHead(status).end());
  });

  async function answer(request: IncomingMessage): Promise<number> {
    const body = await buffer(request.setTimeout(10_000));
    if (request.method !== 'POST' || request.url !== path) {
      refused.push(`${request.method} ${request.url}: not an address of this receiver`);
      return 404;
    }
    try {
      const payload: unknown = webhook.verify(body, singleHeaders(request));
      received.push({ id: String(request.headers['webhook-id']), at: Date.now(), payload });
      return 204;
    } catch (error) {
      refused.push(String(error));
      return 401;
    }
  }

  const close = () => server.close();
  return { url: server.url + path, received, refused, close, [Symbol.asyncDispose]: close };
}

function singleHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}
