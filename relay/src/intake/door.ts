import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Door } from '../http/create-app.ts';
import { answerDelivery } from './answer-delivery.ts';
import { flatHeaders } from './flat-headers.ts';
import type { IntakeDeps } from './router.ts';

/**
 * Takes the plain deliveries, which are nearly all, before Express: a POST to `/in/{workspace}/{source}`
 * with a body that says its length and is not compressed. Whatever is less plain goes on to the router,
 * which does the same with all of Express's care.
 */
export function createDoor(
  deps: Pick<IntakeDeps, 'deliveries' | 'maxBodyBytes' | 'metrics'>,
): Door {
  const afterReading = createTurn();
  return (request, response, passOn) => {
    const address = isPlain(request, deps.maxBodyBytes) ? addressOf(request.url ?? '') : undefined;
    if (address === undefined) return passOn();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);
      afterReading(() => void answer(deps, request, response, { ...address, body }).catch(passOn));
    });
  };
}

/**
 * What is given to it while the event loop reads its sockets is done, in that order, once it has read them
 * all. Reading HTTP and reading alerts are two large pieces of code: request by request they drove each
 * other out of the processor's caches (docs/decisions/0011).
 */
function createTurn(): (task: () => void) => void {
  let tasks: (() => void)[] = [];
  return (task) => {
    if (tasks.push(task) > 1) return;
    setImmediate(() => {
      const read = tasks;
      tasks = [];
      for (const one of read) one();
    });
  };
}

function answer(
  deps: Parameters<typeof createDoor>[0],
  request: IncomingMessage,
  response: ServerResponse,
  { workspace, source, body }: Address & { readonly body: Uint8Array },
): Promise<void> {
  const headers = flatHeaders(request);
  const delivery = { workspace, source, method: 'POST', suffix: '', query: {}, headers, body };
  return answerDelivery(deps, delivery, response);
}

/** Node lets no more through than the length says, and ends the request that brings less. */
function isPlain({ method, headers }: IncomingMessage, maxBodyBytes: number): boolean {
  return (
    method === 'POST' &&
    headers['content-encoding'] === undefined &&
    Number(headers['content-length'] ?? Infinity) <= maxBodyBytes
  );
}

interface Address {
  readonly workspace: string;
  readonly source: string;
}

const plainAddress = /^\/in\/(?<workspace>[\w.~-]+)\/(?<source>[\w.~-]+)$/;

function addressOf(url: string): Address | undefined {
  const { workspace, source } = plainAddress.exec(url)?.groups ?? {};
  return workspace === undefined || source === undefined ? undefined : { workspace, source };
}
