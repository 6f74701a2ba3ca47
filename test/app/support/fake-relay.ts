import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { ChangesPush, type ChangeEvent } from '@alert-relay/shared-types';
import { Webhook } from 'standardwebhooks';
import { listen } from '../../support/listen.ts';

/** What the app pushed, in order of arrival, with the path it came by. */
export interface Pushed {
  readonly path: string;
  readonly changes: readonly ChangeEvent[];
  readonly instance: ChangesPush['instance'];
  readonly signatures: number;
}

export interface FakeRelay extends AsyncDisposable {
  readonly url: string;
  readonly secret: string;
  readonly pushed: readonly Pushed[];
  /** Paths of calls whose signature did not hold. */
  readonly forged: readonly string[];
  readonly heartbeats: readonly unknown[];
  changes(): readonly ChangeEvent[];
  /** What to answer from now on; undefined accepts everything. */
  answerWith(answer: Answering | undefined): void;
  /** From now on only this secret opens what comes. */
  trust(secret: string): void;
}

type Given = { status: number; body: string };
type Answering = (changes: readonly ChangeEvent[]) => Given | Promise<Given>;

/** What a relay answers that has kept all of it. */
export function takeAll(changes: readonly ChangeEvent[]): Given {
  return { status: 200, body: JSON.stringify({ accepted: changes.map((change) => change.id) }) };
}

export function takeAfter(milliseconds: number): Answering {
  return async (changes) => {
    await setTimeout(milliseconds);
    return takeAll(changes);
  };
}

/** So that whoever sends at the same time does so while the answer is on its way. */
export const takeSlowly = takeAfter(50);

export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** The receiving end of the app: checks each signature with the library of the published scheme. */
export async function startFakeRelay(): Promise<FakeRelay> {
  const secret = newSecret();
  let webhook = new Webhook(secret);
  let answering: Answering | undefined;
  const pushed: Pushed[] = [];
  const forged: string[] = [];
  const heartbeats: unknown[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    const body = await text(request);
    const signature = String(request.headers['webhook-signature']);
    try {
      webhook.verify(body, {
        'webhook-id': String(request.headers['webhook-id']),
        'webhook-timestamp': String(request.headers['webhook-timestamp']),
        'webhook-signature': signature,
      });
    } catch {
      forged.push(path);
      response.writeHead(401).end();
      return;
    }
    if (path.endsWith('/heartbeat')) {
      heartbeats.push(JSON.parse(body));
      response.writeHead(204).end();
      return;
    }
    const push = ChangesPush.parse(JSON.parse(body));
    const answer = (await answering?.(push.changes)) ?? takeAll(push.changes);
    if (answer.status === 200) {
      const signatures = signature.split(' ').length;
      pushed.push({ path, changes: push.changes, instance: push.instance, signatures });
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  };
  const server = await listen((request, response) => void receive(request, response));
  return {
    url: server.url,
    secret,
    pushed,
    forged,
    heartbeats,
    changes: () => pushed.flatMap((push) => push.changes),
    answerWith: (answer) => {
      answering = answer;
    },
    trust: (other) => {
      webhook = new Webhook(other);
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}
