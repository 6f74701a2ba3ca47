import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStubInstance } from '../bench/stub-instance/stub-instance.ts';
import { alertmanagerNotification } from '../sources/notification.ts';
import type { LoopbackServer } from '../support/listen.ts';
import { alertmanagerWorkspace, intakeUrl, sourceToken } from '../support/relay-file.ts';
import { readRelayMetrics } from '../support/relay-metrics.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';

let stub: LoopbackServer;
let relay: Relay;

beforeAll(async () => {
  stub = await startStubInstance({ delayMs: 0 });
  const instance = { url: stub.url, integration: { user: 'relay', password: 'of-the-stub' } };
  relay = await startRelay({ workspaces: [alertmanagerWorkspace({ instance })] });
});

afterAll(async () => {
  await relay.stop();
  await stub.close();
});

const genuine = { authorization: `Bearer ${sourceToken}`, 'content-type': 'application/json' };
const notification = alertmanagerNotification({
  group: 'shop',
  status: 'firing',
  description: 'No answer for 5 minutes.',
  startsAt: new Date(),
});

interface Post {
  readonly source?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function post({ source, headers = genuine, body = notification }: Post): Promise<Response> {
  return fetch(intakeUrl(relay.url, source), { method: 'POST', headers, body, redirect: 'manual' });
}

test.each<[string, Post, number, string]>([
  ['no token', { headers: {} }, 401, 'SIGNATURE_MISMATCH'],
  ['a wrong token', { headers: { authorization: 'Bearer wrong' } }, 401, 'SIGNATURE_MISMATCH'],
  ['the wrong scheme', { headers: { authorization: sourceToken } }, 401, 'SIGNATURE_MISMATCH'],
  ['an unknown source', { source: 'nobody' }, 404, 'NOT_FOUND'],
])('%s is refused, and only counted', async (_case, request, status, code) => {
  const before = await readRelayMetrics(relay.url);

  const answer = await post(request);

  const after = await readRelayMetrics(relay.url);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await answer.json()).toMatchObject({ status, code });
  const refused = `alert_relay_refused_total{workspace="main",reason="${code}"}`;
  expect(after(refused)).toBe(before(refused) + 1);
  const kept = 'alert_relay_deliveries_total';
  expect(after(kept)).toBe(before(kept));
});

test.each([
  ['text', 'no JSON at all'],
  ['half a body', notification.slice(0, 700)],
  ['an unknown version', notification.replace('"version":"4"', '"version":"99"')],
  [
    'no alerts',
    notification.replace(/"alerts":\[.*?\],"groupLabels"/, '"alerts":[],"groupLabels"'),
  ],
  ['nothing', ''],
  ['deep nesting', '['.repeat(100) + ']'.repeat(100)],
])(
  'a genuine sender that says %s is answered with success, and told why it was rejected',
  async (_case, body) => {
    const answer = await post({ body });

    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({
      status: 'rejected',
      reason: expect.stringMatching(/\w/),
      events: 0,
    });
  },
);

test('a body over the limit is refused', async () => {
  const answer = await post({ body: 'x'.repeat(1_048_577) });

  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ code: 'BODY_TOO_LARGE' });
});

test('a redirect is never the answer', async () => {
  const answer = await fetch(`${intakeUrl(relay.url)}/`, {
    method: 'POST',
    headers: genuine,
    body: notification,
    redirect: 'manual',
  });

  expect([202, 404]).toContain(answer.status);
});
