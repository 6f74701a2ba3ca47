import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../connector-kit/connector.ts';
import { samplePost } from '../../connector-kit/sample-request.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';
import { verify } from './verify.ts';

const alert = { status: 'firing', labels: { alertname: 'Disk' }, fingerprint: 'f1' };

function read(body: object) {
  return normalize(Payload.parse(body));
}

test('the status of each alert counts, not that of the group or its state', () => {
  const body = {
    status: 'resolved',
    state: 'alerting',
    alerts: [alert, { ...alert, status: 'resolved' }],
  };

  expect(read(body).map(({ status }) => status)).toEqual(['firing', 'resolved']);
});

test('values that differ in a repeat are not read', () => {
  const repeat = (value: number) =>
    read({ alerts: [{ ...alert, values: { A: value }, valueString: String(value) }] });

  expect(repeat(1)).toEqual(repeat(2));
});

test('links are kept beside the annotations, and the rule is where a person looks first', () => {
  const silenceURL = 'https://g.example.com/silence';
  const [event] = read({
    alerts: [{ ...alert, silenceURL, panelURL: '', generatorURL: 'https://g.example.com/rule' }],
  });

  expect(event).toMatchObject({ annotations: { silenceURL }, url: 'https://g.example.com/rule' });
});

test('a test notification without labels is named by its title', () => {
  const [event] = read({
    title: '[RESOLVED:1]  (TestAlert Grafana)',
    alerts: [{ ...alert, labels: {} }],
  });

  expect(event?.title).toBe('[RESOLVED:1]  (TestAlert Grafana)');
});

test.each([
  ['alerting', 'state', 'firing'],
  ['no_data', 'state', 'firing'],
  ['ok', 'state', 'resolved'],
  ['paused', 'state', 'silenced'],
  ['pending', 'change', 'firing'],
])('a rule of legacy alerting in state %s is a %s that says %s', (state, kind, status) => {
  const [event] = read({ ruleId: 7, ruleName: 'CPU', state, title: '[Alerting] CPU' });

  expect(event).toMatchObject({
    kind,
    fingerprint: 'rule:7',
    status,
    title: 'CPU',
    groupKey: undefined,
  });
});

describe('the signature', () => {
  // Inputs of grafana/alerting http/hmac_test.go, computed from its code.
  const plain = '3bcebf43c85d20bba6e3b6ba278af1d2ba3ab0d57de271b0ad30b833e851c5a6';
  const timed = 'ac18a483a582b60a883e974541afe25aa1026136163e94665649743324183ef1';

  function check(
    headers: Delivery['headers'],
    timestampHeader: string | undefined,
    receivedAt = 0,
  ) {
    const delivery = samplePost(Buffer.from('test message'), receivedAt, { headers });
    return verify(delivery, { secret: 'secret', signatureHeader: 'x-signed', timestampHeader });
  }

  test('is over the body alone without a timestamp header', () => {
    expect(check({ 'x-signed': plain }, undefined)).toEqual({ kind: 'genuine' });
    expect(check({ 'x-signed': timed }, undefined)).toMatchObject({ because: 'mismatch' });
  });

  test('is over time and body with one, and refused without the time or too late', () => {
    const headers = { 'x-signed': timed, 'x-at': '0' };

    expect(check(headers, 'x-at')).toEqual({ kind: 'genuine' });
    expect(check({ 'x-signed': timed }, 'x-at')).toMatchObject({ because: 'missing' });
    expect(check(headers, 'x-at', 300_001)).toMatchObject({ because: 'stale' });
  });
});
