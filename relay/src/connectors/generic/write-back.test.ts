import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { bodyOf, sampleWriteBack } from '../../connector-kit/sample-write-back.ts';
import { webhookDestination } from './destination.ts';

const secret = `whsec_${Buffer.alloc(32, 'webhook').toString('base64')}`;

function plan(template?: string) {
  const given = { url: 'https://hooks.example.com', secret, template };
  return webhookDestination.plan(sampleWriteBack('resolve'), given);
}

test('without a template all that we know is sent', () => {
  expect(bodyOf(plan()[0])).toEqual({
    type: 'incident.resolved',
    timestamp: '2026-11-20T09:00:00.000Z',
    data: {
      record: {
        table: 'incident',
        sys_id: '1'.repeat(32),
        number: 'INC0010001',
        title: 'Disk of db1 is full',
        state: '2',
        url: 'https://example.service-now.com/x',
      },
      changes: {},
      journal: [],
      actor: 'Beth Anglin',
      alerts: [{ fingerprint: 'disk-db1', labels: { alertname: 'DiskFull', instance: 'db1' } }],
    },
  });
});

test.each([
  [{}, 'incident.resolved'],
  [{ isCanceled: true }, 'incident.canceled'],
  [{ isCanceled: true, isDeleted: true }, 'incident.deleted'],
])('the end of a record that is %j is told as %s', (more, type) => {
  const [step] = webhookDestination.plan(sampleWriteBack('resolve', more), {
    url: 'https://hooks.example.com',
    secret,
  });

  expect(bodyOf(step)).toMatchObject({ type });
});

test('a template makes the body', () => {
  const [step] = plan('{"text": {{ data.record.number | json }}, "by": {{ data.actor | json }}}');

  expect(bodyOf(step)).toEqual({ text: 'INC0010001', by: 'Beth Anglin' });
});

test('what is sent is genuine to the reference library', () => {
  const now = Date.now();
  const attempt = { path: '', body: '{"a":1}', id: 'w-1', now };
  const { headers } = webhookDestination.toRequest(attempt, { url: 'https://x.example', secret });

  expect(new Webhook(secret).verify(attempt.body, { ...headers })).toEqual({ a: 1 });
});

test('an address is called as it was written, with the slash at its end', () => {
  const url = 'https://hooks.example.com/hook/';
  const attempt = { path: '', body: '{}', id: '1', now: 0 };

  expect(webhookDestination.toRequest(attempt, { url, secret }).url).toBe(url);
});

test('a template that cannot be is refused with the configuration', () => {
  const given = { url: 'https://hooks.example.com', secret, template: '{{ data | nothing }}' };

  expect(webhookDestination.settings.safeParse(given).success).toBe(false);
});
