import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { listen } from './listen.ts';

/**
 * Stands between a relay and the app, both ways, and loses messages without telling: each side hears
 * that its message was taken. It is what a backup that was restored leaves behind.
 */
export interface LossyWay extends AsyncDisposable {
  /** What the relay takes for the instance; the app is told to push here, too. */
  readonly url: string;
  /** Keys of commands that never reached the instance. */
  readonly lostKeys: Set<string>;
  /** Ids of changes that never reached the relay. */
  readonly lostChanges: Set<string>;
  /** From here on nothing is lost any more. */
  heal(): void;
}

const Connect = z.looseObject({ relay_url: z.string() });
const Push = z.object({ changes: z.array(z.object({ id: z.string() })) });
const Command = z.object({
  event_id: z.string(),
  seq: z.number(),
  table: z.string(),
  episode: z.number(),
  fields: z.record(z.string(), z.string()),
});
const Found = z.object({ result: z.looseObject({ sys_mod_count: z.number(), state: z.string() }) });

/** @param drops asked for each message; true loses it */
export async function openLossyWay(instance: string, drops: () => boolean): Promise<LossyWay> {
  const lostKeys = new Set<string>();
  const lostChanges = new Set<string>();
  let relay = '';
  let isHealed = false;

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const path = request.url ?? '';
    const isLost = !isHealed && drops();
    if (path.startsWith('/w/')) {
      const { changes } = path.endsWith('/changes')
        ? Push.parse(JSON.parse(body.toString()))
        : { changes: [] };
      if (!isLost || changes.length === 0) return forward(relay, request, response, body);
      const ids = changes.map(({ id }) => id);
      for (const id of ids) lostChanges.add(id);
      return say(response, { accepted: ids });
    }
    if (path.endsWith('/connect')) {
      const introduction = Connect.parse(JSON.parse(body.toString()));
      const [base, rest] = introduction.relay_url.split('/w/');
      relay = base ?? '';
      const told = { ...introduction, relay_url: `${server.url}/w/${rest ?? ''}` };
      return forward(instance, request, response, Buffer.from(JSON.stringify(told)));
    }
    const key = /\/tasks\/([0-9a-f]{64})$/.exec(path)?.[1];
    if (request.method !== 'PUT' || key === undefined || !isLost) {
      return forward(instance, request, response, body);
    }
    lostKeys.add(key);
    const answer = await pretend(
      instance,
      request,
      key,
      Command.parse(JSON.parse(body.toString())),
    );
    return say(response, { result: answer });
  }

  const server = await listen((request, response) => {
    void pass(request, response).catch(() => response.destroy());
  });
  return {
    url: server.url,
    lostKeys,
    lostChanges,
    heal: () => {
      isHealed = true;
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** What the app would have answered. */
async function pretend(
  instance: string,
  request: IncomingMessage,
  key: string,
  command: z.output<typeof Command>,
): Promise<object> {
  const headers = { authorization: request.headers.authorization ?? '' };
  const answer = await fetch(`${instance}${request.url ?? ''}`, { headers });
  const found = Found.safeParse(await answer.json()).data?.result;
  const { event_id, seq, table, episode, fields } = command;
  const before = found ?? {
    key,
    table,
    sys_id: key.slice(0, 32),
    number: `INC9${key.slice(0, 6)}`,
    active: true,
    sys_updated_on: '2026-11-20 08:00:00',
    sys_mod_count: -1,
    state: '1',
  };
  return {
    outcome: found === undefined ? 'created' : 'updated',
    applied_seq: seq,
    record: {
      ...before,
      state: fields['state'] ?? before.state,
      sys_mod_count: before.sys_mod_count + 1,
      episode,
      applied_seq: seq,
      applied_event_id: event_id,
      fields,
    },
  };
}

async function forward(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (!['host', 'connection', 'content-length', 'transfer-encoding'].includes(name)) {
      headers[name] = [value].flat().join(', ');
    }
  }
  const answer = await fetch(`${target}${request.url ?? ''}`, {
    method: request.method ?? 'GET',
    headers,
    ...(body.length > 0 ? { body } : {}),
  });
  response.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? 'application/json',
  });
  response.end(Buffer.from(await answer.arrayBuffer()));
}

function say(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
