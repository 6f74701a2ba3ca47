import https from 'node:https';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { samplePost } from '../../connector-kit/sample-request.ts';
import { testReplays } from '../replay.conformance.ts';
import { awsSns } from './index.ts';
import { sampleRequest } from './sample-request.ts';

/** AWS's own validator, which comes without types. */
const require = createRequire(import.meta.url);
const MessageValidator: new () => {
  validate(message: object, done: (error: unknown, valid: unknown) => void): void;
} = require('sns-validator');

const receivedAt = 1_795_000_000_000;
const topic = 'arn:aws:sns:eu-west-1:123456789012:alerts';

function message(change: object) {
  return {
    Type: 'Notification',
    MessageId: 'm-1',
    TopicArn: topic,
    Message: 'Hello',
    SignatureVersion: '2',
    Signature: 'bm9uZQ==',
    SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
    ...change,
  };
}

function signed(change: object = {}) {
  return sampleRequest.toDelivery(Buffer.from(JSON.stringify(message(change))), receivedAt);
}

function verdict(change: object) {
  return awsSns.verify(signed(change), sampleRequest.settings, sampleRequest.fetched);
}

test("AWS's own validator agrees about what is signed", async () => {
  const answer = Object.assign(Readable.from([Buffer.from(sampleRequest.fetched ?? '')]), {
    statusCode: 200,
  });
  vi.spyOn(https, 'get').mockImplementation((...given: readonly unknown[]) => {
    const callback = given.at(-1);
    if (typeof callback === 'function') callback(answer);
    return Object(answer);
  });
  const body: unknown = JSON.parse(Buffer.from(signed({ Subject: 'S' }).body).toString('utf8'));

  const agreed = await new Promise((resolve) => {
    new MessageValidator().validate(Object(body), (error, valid) => resolve(error ?? valid));
  });

  expect(agreed).toEqual(body);
  expect(verdict({ Subject: 'S' })).toEqual({ kind: 'genuine' });
});

test.each([
  ['http://sns.eu-west-1.amazonaws.com/a.pem'],
  ['https://sns.eu-west-1.amazonaws.com.evil.example/a.pem'],
  ['https://evil.example/sns.eu-west-1.amazonaws.com/a.pem'],
  ['https://sns.eu-west-1.amazonaws.com:8443/a.pem'],
  ['https://sns.eu-west-1.amazonaws.com/a.txt'],
  ['https://user@sns.eu-west-1.amazonaws.com/a.pem'],
  ['not an address'],
])('a certificate at %s is not asked for', (SigningCertURL) => {
  expect(awsSns.verify(signed({ SigningCertURL }), sampleRequest.settings)).toEqual({
    kind: 'refused',
    because: 'mismatch',
  });
});

test('the topic lets in, since all topics share their keys', () => {
  expect(verdict({ TopicArn: `${topic}-2` })).toMatchObject({ kind: 'refused' });
});

test('what was fetched and is no certificate proves nothing', () => {
  expect(awsSns.verify(signed(), sampleRequest.settings, '<html>')).toMatchObject({
    because: 'mismatch',
  });
});

test.each(['Message', 'MessageId', 'Timestamp', 'Subject', 'SignatureVersion'])(
  'a changed %s is refused',
  (name) => {
    const genuine = signed({ Subject: 'S' });
    const read: unknown = JSON.parse(Buffer.from(genuine.body).toString('utf8'));
    const changed = { ...Object(read), [name]: '2026-11-18T12:00:00Z' };
    const delivery = { ...genuine, body: Buffer.from(JSON.stringify(changed)) };

    expect(awsSns.verify(delivery, sampleRequest.settings, sampleRequest.fetched).kind).toBe(
      'refused',
    );
  },
);

test('a message of yesterday is stale', () => {
  const late = { ...signed(), receivedAt: receivedAt + 86_400_000 };

  expect(awsSns.verify(late, sampleRequest.settings, sampleRequest.fetched)).toEqual({
    kind: 'refused',
    because: 'stale',
  });
});

const confirmation = { Type: 'SubscriptionConfirmation', Token: 't' };

test('a subscription is confirmed at the address of SNS, and nowhere else', () => {
  const read = (SubscribeURL: string) => {
    const body = JSON.stringify(message({ ...confirmation, SubscribeURL }));
    return awsSns.read(samplePost(Buffer.from(body), receivedAt), sampleRequest.settings);
  };
  const url = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';

  expect(read(url)).toEqual({ kind: 'confirm', url });
  expect(read('https://169.254.169.254/latest')).toEqual({ kind: 'events', events: [] });
});

test('a subscription is signed as well', () => {
  const url = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription';

  expect(verdict({ ...confirmation, SubscribeURL: url })).toEqual({ kind: 'genuine' });
});

test('INSUFFICIENT_DATA is news and no new state', () => {
  const alarm = { AlarmName: 'cpu', NewStateValue: 'INSUFFICIENT_DATA' };
  const body = JSON.stringify(message({ Message: JSON.stringify(alarm) }));

  expect(
    awsSns.read(samplePost(Buffer.from(body), receivedAt), sampleRequest.settings),
  ).toMatchObject({ events: [{ kind: 'change' }] });
});

test.each([
  ['an alarm', { AlarmName: 'cpu', NewStateValue: 'OK', StateChangeTime: '2026-11-18T12:00:00Z' }],
  [
    'an event of EventBridge',
    {
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      time: '2026-11-18T12:00:00Z',
      resources: ['arn:aws:cloudwatch:eu-west-1:123456789012:alarm:cpu'],
      detail: { alarmName: 'cpu', state: { value: 'OK' } },
    },
  ],
])('SNS retries: the OK of %s ends what began before it, whenever that comes', (_what, said) => {
  const body = JSON.stringify(message({ Message: JSON.stringify(said) }));
  const changedAt = Date.parse('2026-11-18T12:00:00Z');

  expect(
    awsSns.read(samplePost(Buffer.from(body), receivedAt), sampleRequest.settings),
  ).toMatchObject({
    events: [{ status: 'resolved', startedBefore: changedAt, endedAt: changedAt }],
  });
});

const EXAMPLE = 'arn:aws:cloudwatch:REGION:ACCOUNT_NUMBER:alarm:EXAMPLE';
const firing = { status: 'firing', severity: 'unknown' } as const;

testReplays({
  connector: awsSns,
  request: { ...sampleRequest, toDelivery: (body, at) => samplePost(body, at) },
  folder: 'aws-sns',
  expected: [
    { file: 'alarm-message-multiple-metrics.json', key: EXAMPLE, ...firing, title: 'EXAMPLE' },
    { file: 'alarm-message-single-metric.json', key: EXAMPLE, ...firing, title: 'EXAMPLE' },
    {
      file: 'cloudwatch-notification-alarm.json',
      key: '1234567890 EU (Ireland) bucketbytesAlarm',
      ...firing,
      title: 'bucketbytesAlarm',
    },
    {
      file: 'lambda-sns-event.json',
      key: '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
      ...firing,
      title: 'TestInvoke',
    },
  ],
  confirmed: ['subscription-confirmation.json'],
});
