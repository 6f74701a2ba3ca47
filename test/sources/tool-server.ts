import { text } from 'node:stream/consumers';
import { listen } from '../support/listen.ts';

export interface ToolCall {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: string;
}

/** A tool's API that takes everything and remembers it. */
export interface ToolServer extends AsyncDisposable {
  readonly url: string;
  readonly calls: readonly ToolCall[];
}

export async function startToolServer(): Promise<ToolServer> {
  const calls: ToolCall[] = [];
  const server = await listen((request, response) => {
    void text(request).then((body) => {
      calls.push({
        method: request.method ?? '',
        path: request.url ?? '',
        authorization: request.headers.authorization ?? '',
        body,
      });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  return { url: server.url, calls, [Symbol.asyncDispose]: () => server.close() };
}
