import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { samplePost } from '../../connector-kit/sample-request.ts';
import { grafanaOncall } from './index.ts';

const secret = 'secret-of-the-incident-webhook';
const now = 1_795_000_000_000;
const seconds = String(now / 1_000);
const body = Buffer.from('{"event":"grafana.incident.created","incident":{"incidentID":"19"}}');

/** As grafana/incident-go signs; its published vector (webhook_test.go) was checked by hand. */
function sign(bytes: Uint8Array, time = seconds): string {
  const hash = createHash('sha256').update(bytes).digest('base64');
  return `t=${time},v1=${createHmac('sha256', secret).update(`${hash}:${time}:v1`).digest('hex')}`;
}

function verdict(signature: string | undefined, sent: Uint8Array = body, at = now) {
  const headers = signature === undefined ? {} : { 'gi-signature': signature };
  return grafanaOncall.verify(samplePost(sent, at, { headers }), { secret });
}

test('a signed incident is genuine for five minutes', () => {
  expect(verdict(sign(body))).toEqual({ kind: 'genuine' });
  expect(verdict(sign(body), body, now + 301_000)).toMatchObject({ because: 'stale' });
});

test('another body, another time and no signature are refused', () => {
  expect(verdict(sign(body), Buffer.from('{}'))).toMatchObject({ because: 'mismatch' });
  expect(verdict(sign(body).replace(seconds, `${seconds}1`))).toMatchObject({
    because: 'mismatch',
  });
  expect(verdict(undefined)).toMatchObject({ because: 'missing' });
  expect(verdict('v1')).toMatchObject({ because: 'missing' });
});
