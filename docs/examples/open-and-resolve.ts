// Opens a ticket for an alert, waits for its record, adds a note and resolves it. Needs Node 24 alone.
//
//   export RELAY=http://127.0.0.1:8080 TOKEN=art_… WORKSPACE=main SOURCE=scripts
//   node docs/examples/open-and-resolve.ts backup-42 "Backup of db1 failed"
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

/** What the relay answers instead of a success: RFC 9457 with a code of docs/errors.md. */
class RelayProblem extends Error {
  readonly code: string;

  constructor({ code, detail }: { readonly code: string; readonly detail: string }) {
    super(`${code}: ${detail}`);
    this.code = code;
  }
}

interface EventFate {
  readonly outcome: string;
  readonly record?: { readonly key: string; readonly number: string };
}

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** The calls of the API that this example needs; the others look the same, see docs/openapi.json. */
function createRelayClient(relay: string, workspace: string, token: string) {
  async function call<Answer>(
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    for (;;) {
      const response = await fetch(`${relay}/api/v1/workspaces/${workspace}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...headers,
        },
        signal: AbortSignal.timeout(10_000),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = JSON.parse(await response.text());
      if (response.ok) return answer;
      if (response.status !== 429 && response.status !== 503) throw new RelayProblem(answer);
      // It says when to come again.
      await delay(Number(response.headers.get('retry-after') ?? 1) * 1000);
    }
  }

  return {
    /** The same key with the same body is done once, however often it is sent. */
    send: (event: object, idempotencyKey: string) =>
      call<{ readonly events: readonly string[] }>('POST', '/events', event, {
        'idempotency-key': idempotencyKey,
      }),
    findEvent: (id: string) => call<EventFate>('GET', `/events/${id}`),
    explain: (id: string) =>
      call<{ readonly lines: readonly { readonly line: string }[] }>('GET', `/why/${id}`),
    act: (key: string, action: 'acknowledge' | 'note' | 'resolve', text?: string) =>
      call<object>('POST', `/links/${key}/actions`, { action, text }),
    // All of a list, page after page.
    async *list<Row>(path: string): AsyncGenerator<Row> {
      let after = '';
      do {
        const page: Page<Row> = await call('GET', `${path}?limit=200${after}`);
        yield* page.rows;
        after = page.next === undefined ? '' : `&after=${page.next}`;
      } while (after !== '');
    },
  };
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`Set ${name}.`);
  return value;
}

const [fingerprint = 'backup-42', title = 'Backup of db1 failed'] = process.argv.slice(2);
const relay = createRelayClient(setting('RELAY'), setting('WORKSPACE'), setting('TOKEN'));
const event = {
  source: setting('SOURCE'),
  fingerprint,
  status: 'firing',
  severity: 'high',
  title,
};
const { events } = await relay.send(event, fingerprint);
const [id = ''] = events;

// Accepted is not done: the relay has it on disk and goes on trying.
let fate = await relay.findEvent(id);
for (let tries = 0; fate.outcome === 'waiting' && tries < 60; tries += 1) {
  await delay(1000);
  fate = await relay.findEvent(id);
}
const { record, outcome } = fate;
if (record === undefined) {
  const { lines } = await relay.explain(id);
  throw new Error(lines.map(({ line }) => line).join('\n'));
}
console.log(`${record.number} ${outcome}`);
await relay.act(record.key, 'note', 'The disk was full.');
await relay.act(record.key, 'resolve');

let kept = 0;
for await (const _each of relay.list('/events')) kept += 1;
console.log(`${kept} events are kept.`);
