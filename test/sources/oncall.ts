import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { listen } from '../support/listen.ts';

/** As OnCall's API names them; a repeat of an action in its own state is refused (grafana/oncall). */
type State = 'new' | 'acknowledged' | 'silenced' | 'resolved';
const after = {
  acknowledge: 'acknowledged',
  unacknowledge: 'new',
  resolve: 'resolved',
  unresolve: 'new',
  silence: 'silenced',
  unsilence: 'new',
} as const satisfies Record<string, State>;
type Action = keyof typeof after;

export interface AlertGroup {
  readonly id: string;
  readonly uid: string;
  readonly title: string;
  state: State;
}

/** An alert group tool that behaves as Grafana OnCall does, as far as the relay can see. */
export interface OnCall extends AsyncDisposable {
  readonly url: string;
  /** Address of its formatted webhook integration. */
  readonly webhook: string;
  readonly groups: readonly AlertGroup[];
  /** What it refused, `acknowledge acknowledged`. */
  readonly refused: readonly string[];
  /** Where its outgoing webhook posts to, for every change of state; relays refuse it or not. */
  tell(url: string, authorization: string): void;
  /** A person does this in OnCall. */
  act(group: AlertGroup, action: Action): Promise<number>;
  /** An alert of one of its other integrations begins. */
  raise(title: string): Promise<AlertGroup>;
}

const Formatted = z.object({
  alert_uid: z.string(),
  title: z.string(),
  state: z.enum(['alerting', 'ok']),
});

export async function startOnCall(token: string): Promise<OnCall> {
  const groups: AlertGroup[] = [];
  const refused: string[] = [];
  let outgoing: { readonly url: string; readonly authorization: string } | undefined;
  const server = await listen((request, response) => {
    void answer(request).then(({ status, body }) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
  });

  async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const body = await text(request);
    const { pathname } = new URL(request.url ?? '/', 'http://oncall');
    if (pathname === '/integrations/v1/formatted_webhook/key/') return take(JSON.parse(body));
    const match = /^\/api\/v1\/alert_groups\/(?<id>[^/]+)(?:\/(?<action>[a-z]+))?\/?$/.exec(
      pathname,
    );
    if (request.headers.authorization !== token) return { status: 403, body: {} };
    const group = groups.find(({ id }) => id === match?.groups?.['id']);
    const action = Object.keys(after).find((name) => name === match?.groups?.['action']);
    if (group === undefined) return { status: 404, body: {} };
    if (!isAction(action)) return { status: 200, body: group };
    if (group.state === after[action]) {
      refused.push(`${action} ${group.state}`);
      return { status: 400, body: { detail: `Can't ${action} this alert group` } };
    }
    await change(group, action);
    return { status: 200, body: {} };
  }

  async function take(given: unknown): Promise<{ status: number; body: unknown }> {
    const { alert_uid: uid, title, state } = Formatted.parse(given);
    const open = groups.find((group) => group.uid === uid && group.state !== 'resolved');
    if (state === 'ok' && open !== undefined) await change(open, 'resolve');
    if (state === 'alerting' && open === undefined) await open_(uid, title);
    return { status: 200, body: 'Ok.' };
  }

  async function open_(uid: string, title: string): Promise<AlertGroup> {
    const group: AlertGroup = { id: `I${groups.length + 1}`, uid, title, state: 'new' };
    groups.push(group);
    await post(group, 'alert group created');
    return group;
  }

  async function change(group: AlertGroup, action: Action): Promise<number> {
    group.state = after[action];
    return post(group, action);
  }

  async function post(group: AlertGroup, type: string): Promise<number> {
    if (outgoing === undefined) return 0;
    const now = new Date().toISOString();
    const answered = await fetch(outgoing.url, {
      method: 'POST',
      headers: { authorization: outgoing.authorization, 'content-type': 'application/json' },
      body: JSON.stringify({
        event: { type, time: now },
        user: type === 'alert group created' ? null : { username: 'anna' },
        alert_group: {
          id: group.id,
          title: group.title,
          state: group.state,
          created_at: '2026-11-20T08:00:00.104Z',
          permalinks: { web: `https://oncall.example.com/groups/${group.id}` },
        },
        alert_group_id: group.id,
        alert_payload: { alert_uid: group.uid, title: group.title },
        integration: { id: 'C1', type: 'formatted_webhook', name: 'ServiceNow' },
      }),
    });
    await answered.arrayBuffer();
    return answered.status;
  }

  return {
    url: server.url,
    webhook: `${server.url}/integrations/v1/formatted_webhook/key/`,
    groups,
    refused,
    tell: (url, authorization) => {
      outgoing = { url, authorization };
    },
    act: change,
    raise: (title) => open_(`uid-${groups.length + 1}`, title),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function isAction(name: string | undefined): name is Action {
  return name !== undefined && Object.hasOwn(after, name);
}
