import { createHmac } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { badBodies, type BadBody, type Frame } from '../bad-input/bodies.ts';
import { loadConnectorDoors } from '../bad-input/connector-doors.ts';
import { rawRequests, sendRaw } from '../bad-input/raw-requests.ts';
import { startStubInstance } from '../bench/stub-instance/stub-instance.ts';
import { alertmanagerNotification } from '../sources/notification.ts';
import type { LoopbackServer } from '../support/listen.ts';
import { alertmanagerWorkspace, sourceToken } from '../support/relay-file.ts';
import { runCli } from '../support/run-cli.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { postNotification, untilDrained } from '../support/system.ts';

/**
 * Everything that nobody should send, through every door, with valid alerts in between. A door may say
 * no, or keep what it cannot read and say so; it may not fall over, hang, or lose the alert beside it.
 */
const changesSecret = Buffer.alloc(32, 'changes');
const doors = await loadConnectorDoors();

let stub: LoopbackServer;
let relay: Relay;
const agent = new Agent({ keepAlive: true, maxSockets: 12 });
const opened: string[] = [];

beforeAll(async () => {
  stub = await startStubInstance({
    delayMs: 0,
    onUpsert: ({ fields }) => void opened.push(fields['short_description'] ?? ''),
  });
  const base = alertmanagerWorkspace({
    instance: { url: stub.url, integration: { user: 'relay', password: 'of-the-stub' } },
    connection: { changes: 'push', secret: `whsec_${changesSecret.toString('base64')}` },
  });
  const [production = {}] = base.connections;
  relay = await startRelay({
    workspaces: [
      {
        ...base,
        connections: [
          production,
          {
            ...production,
            name: 'without-app',
            mode: 'table',
            tableMode: { quota: '2s', pollEvery: '1h' },
          },
        ],
        sources: [
          ...base.sources,
          ...doors.map(({ id, settings }) => ({ name: id, connector: id, settings })),
        ],
        routes: [
          {
            name: 'of-strangers',
            sources: ['generic'],
            connection: 'production',
            // What strangers write goes through templates too.
            shortDescription: '{{ title | truncate: 100 }} {{ labels.team }}',
            note: '{% for alert in alerts %}{{ alert.description }}{% endfor %}',
            fields: { u_team: '{{ labels.team }}' },
          },
          ...base.routes,
        ],
      },
    ],
  });
});

afterAll(async () => {
  agent.destroy();
  await relay.stop();
  await stub.close();
});

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

interface Call {
  readonly method?: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

const DEADLINE_MS = 30_000;

/** A connection that ends without an answer is an answer as well: status 0. */
function call({ method = 'POST', path, headers, body }: Call): Promise<Answer> {
  return new Promise((resolve) => {
    const hungUp = (error: Error) => resolve({ status: 0, type: '', body: String(error) });
    const sent = httpRequest(
      new URL(path, relay.url),
      { method, agent, headers, timeout: DEADLINE_MS },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body: text,
          }),
        );
        response.on('error', hungUp);
      },
    );
    sent.on('error', hungUp);
    sent.on('timeout', () => resolve({ status: 599, type: '', body: 'no answer' }));
    sent.end(body);
  });
}

let valid = 0;
const expected: string[] = [];

/** Between bad ones, an alert that must not be lost. */
async function sendValid(): Promise<void> {
  valid += 1;
  const group = `valid-${valid}`;
  const body = alertmanagerNotification({
    group,
    status: 'firing',
    description: 'Beside the bad ones.',
    startsAt: new Date('2026-11-22T08:00:00Z'),
  });
  expect(await postNotification(relay, body)).toBe(202);
  expected.push(group);
}

const EVERY = 100;

/** @returns what went wrong, by name */
async function throughDoor<Case extends { readonly name: string }>(
  cases: readonly Case[],
  send: (one: Case) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const queue = [...cases.entries()];
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [index, one] = next;
        if (index % EVERY === 0) await sendValid();
        const fault = await send(one);
        if (fault !== undefined) wrong.push(`${one.name}: ${fault}`);
      }
    }),
  );
  return wrong;
}

/** Success, or a problem that says what is wrong with the request. */
function faultOf({ status, type, body }: Answer): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status < 400 || status >= 500) return `${status} ${body.slice(0, 200)}`;
  return type.includes('application/problem+json') && Problem.safeParse(JSON.parse(body)).success
    ? undefined
    : `${status} is no problem answer: ${type} ${body.slice(0, 200)}`;
}

const Problem = z.object({ status: z.number(), code: z.string(), title: z.string() });

async function untilNothingIsLost(): Promise<void> {
  await untilDrained(relay, 60_000);
  const missing = expected.filter((group) => !opened.some((title) => title.includes(group)));
  expect(missing).toEqual([]);
  expect(relay.log()).not.toMatch(/"code":"BUG"|"level":60/);
}

const alertFrames: readonly Frame[] = [
  (json) => `{"id":${json},"status":"firing","title":"t"}`,
  (json) => `{"id":"a","status":"firing","title":${json},"description":${json}}`,
  (json) => `{"id":"b","title":"t","labels":{"team":${json}},"startedAt":${json}}`,
  (json) => `{"id":"c","title":"t","status":${json},"severity":${json},"url":${json}}`,
];

test.each(doors)(
  '$id: at least 2,000 bad deliveries are kept or refused, and no alert beside them is lost',
  async ({ id, frames, toDelivery }) => {
    const cases = badBodies(frames);
    expect(cases.length).toBeGreaterThan(2000);
    const statuses = new Map<number, number>();

    const wrong = await throughDoor(cases, async ({ body: said, headers: own }) => {
      const { suffix, query, headers, body } = toDelivery(said);
      const answer = await call({
        path: `/in/main/${id}${suffix}?${new URLSearchParams(toTexts(query)).toString()}`,
        headers: { 'content-type': 'application/json', ...toTexts(headers), ...own },
        body: Buffer.from(body),
      });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      return faultOf(answer);
    });

    expect(wrong).toEqual([]);
    await untilNothingIsLost();
    // What is turned away at the door for its credentials proves little about what lies behind it.
    const refused = statuses.get(401) ?? 0;
    expect(refused).toBeLessThan(id === withoutCertificate ? Infinity : cases.length / 2);
  },
  180_000,
);

/** Its certificate lies on the internet; `connectors/over-http.test.ts` hands it over. */
const withoutCertificate = 'aws-sns';

function toTexts(
  values: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? '']));
}

const change = {
  id: 'id-of-a-change',
  sequence: 1,
  operation: 'update',
  table: 'incident',
  sys_id: 'a'.repeat(32),
  number: 'INC0010001',
  key: null,
  fields: [],
  journal: [],
  record: { state: '1', active: true, sys_mod_count: 1, short_description: 'x' },
  actor: { user_name: 'beth', name: 'Beth Anglin' },
  at: '2026-11-22T08:00:00Z',
  origin: null,
};

/** A change whose columns are holes; the id of each is its own. */
let changes = 0;
function changeFrame(column: string): Frame {
  return (json) => {
    const one = JSON.stringify({ ...change, id: `change-${(changes += 1)}`, [column]: 'HOLE' });
    const instance = { id: 'i', name: 'dev' };
    const push = JSON.stringify({ type: 'changes', instance, changes: ['ONE'] });
    return push.replace(
      '"ONE"',
      one.replace('"HOLE"', () => json),
    );
  };
}

function sign(body: Buffer): Readonly<Record<string, string>> {
  const id = `msg_${(changes += 1)}`;
  const time = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', changesSecret).update(`${id}.${time}.`).update(body);
  return {
    'webhook-id': id,
    'webhook-timestamp': time,
    'webhook-signature': `v1,${signature.digest('base64')}`,
  };
}

test('changes: at least 2,000 bad pushes with a valid signature', async () => {
  const cases = badBodies(['number', 'fields', 'journal', 'record'].map(changeFrame));
  expect(cases.length).toBeGreaterThan(2000);

  const wrong = await throughDoor(cases, async ({ body, headers }) =>
    faultOf(
      await call({
        path: '/w/main/servicenow/production/changes',
        headers: { 'content-type': 'application/json', ...sign(body), ...headers },
        body,
      }),
    ),
  );

  expect(wrong).toEqual([]);
  await untilNothingIsLost();
}, 180_000);

test('the pasted rule: at least 2,000 bad records with a valid token', async () => {
  const printed = await runCli(relay, 'rule-script', 'without-app', `--url=${relay.url}`);
  const { rule } = z.object({ rule: z.object({ script: z.string() }) }).parse(printed.json);
  const token = /Bearer (\S+)'/.exec(rule.script)?.[1] ?? '';
  const record = {
    key: 'b'.repeat(64),
    table: 'incident',
    sys_id: 'c'.repeat(32),
    number: 'INC0010002',
    active: true,
    sys_mod_count: 1,
    sys_updated_on: '2026-11-22 08:00:00',
    sys_updated_by: 'beth',
    fields: {},
  };
  const frames = ['number', 'sys_updated_by', 'fields', 'key'].map(
    (column): Frame =>
      (json) =>
        JSON.stringify({ ...record, [column]: 'HOLE' }).replace('"HOLE"', () => json),
  );
  const cases = badBodies(frames);
  expect(cases.length).toBeGreaterThan(2000);

  const wrong = await throughDoor(cases, async ({ body, headers }) =>
    faultOf(
      await call({
        path: '/w/main/servicenow/without-app/rule',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...headers,
        },
        body,
      }),
    ),
  );

  expect(wrong).toEqual([]);
  await untilNothingIsLost();
}, 180_000);

const Document = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ requestBody: z.unknown().optional() })),
  ),
});

/** Each token has its own budget of requests a minute. */
const TOKENS = 6;

test('the API: at least 2,000 bad calls, spread over every route that it documents', async () => {
  const tokens = await Promise.all(
    Array.from({ length: TOKENS }, async (_one, index) => {
      const made = await runCli(relay, 'token', 'create', `--name=fuzz-${index}`);
      return z.object({ token: z.string() }).parse(made.json).token;
    }),
  );
  const answer = await call({ method: 'GET', path: '/api/v1/openapi.json', headers: {} });
  const { paths } = Document.parse(JSON.parse(answer.body));
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { requestBody }]) => ({
      path: path.startsWith('/api/v1') ? path : `/api/v1${path}`,
      method: method.toUpperCase(),
      hasBody: requestBody !== undefined,
    })),
  );
  expect(operations.length).toBeGreaterThan(10);
  const frames: readonly Frame[] = [
    ...alertFrames,
    (json) => `{"events":[${json}]}`,
    (json) => `{"ids":[${json}],"text":${json},"action":${json},"connection":${json}}`,
  ];
  const bodies = badBodies(frames);
  const cases = bodies.map((body, index): BadBody & { readonly call: Call } => {
    const { path, method, hasBody } = operations[index % operations.length] ?? operations[0] ?? bad;
    const text = body.body.toString('utf8').slice(0, 300);
    const named = path.replaceAll(/\{workspace\}/g, 'main').replaceAll(/\{\w+\}/g, encode(text));
    const query = hasBody ? '' : `?limit=${encode(text)}&after=${encode(text)}&${encode(text)}=1`;
    return {
      ...body,
      name: `${method} ${path}, ${body.name}`,
      call: {
        method,
        path: named + query,
        headers: {
          authorization: `Bearer ${tokens[index % TOKENS]}`,
          'content-type': 'application/json',
          'idempotency-key': text.replaceAll(/[^\x20-\x7E]/g, '?').trim() || 'x',
          ...body.headers,
        },
        ...(hasBody ? { body: body.body } : {}),
      },
    };
  });
  expect(cases.length).toBeGreaterThan(2000);
  const statuses = new Map<number, number>();

  const wrong = await throughDoor(cases, async (one) => {
    const result = await call(one.call);
    statuses.set(result.status, (statuses.get(result.status) ?? 0) + 1);
    return faultOf(result);
  });

  expect(wrong).toEqual([]);
  // A budget that is used up would prove nothing.
  expect(statuses.get(429) ?? 0).toBeLessThan(cases.length / 10);
  await untilNothingIsLost();
}, 180_000);

const bad = { path: '/', method: 'GET', hasBody: false };

/** What encodeURIComponent refuses is what it is about. */
function encode(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

test.each(Object.keys(rawRequests))(
  '%s is refused, and the alert beside it is taken',
  async (name) => {
    const request = (rawRequests[name] ?? '')
      .replaceAll('PATH', '/in/main/prometheus')
      .replaceAll('AUTH', `Bearer ${sourceToken}`);

    const [status] = await Promise.all([sendRaw(relay.url, request), sendValid()]);

    expect(status).toBeLessThan(500);
  },
);

test('slow senders hold nobody up', async () => {
  const slow = Array.from({ length: 20 }, () =>
    httpRequest(new URL('/in/main/prometheus', relay.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${sourceToken}`, 'content-length': '1000' },
    }),
  );
  for (const one of slow) {
    one.on('error', () => undefined);
    one.write('{');
  }

  for (let alert = 0; alert < 20; alert += 1) await sendValid();

  for (const one of slow) one.destroy();
  await untilNothingIsLost();
  expect(expected.length).toBeGreaterThan(20);
});
