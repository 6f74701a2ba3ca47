import { z } from 'zod';
import { readBody } from '../../connector-kit/read-body.ts';
import { isRecord, listOf, part, Text, Texts, Time, Url } from '../../connector-kit/lenient.ts';

/** What stands in `Message` when a CloudWatch alarm is the sender. Names are those of AWS. */
const Alarm = z.object({
  AlarmName: Text,
  AlarmArn: Text,
  AlarmDescription: Text,
  AWSAccountId: Text,
  Region: Text,
  NewStateValue: Text,
  NewStateReason: Text,
  StateChangeTime: Time,
  Trigger: part(
    z.object({
      MetricName: Text,
      Namespace: Text,
      Dimensions: listOf(z.object({ name: Text, value: Text })),
    }),
  ),
});
export type Alarm = z.output<typeof Alarm>;

/** What EventBridge publishes: an alarm that changed, and news of other services. */
const BridgeEvent = z.object({
  id: Text,
  'detail-type': Text,
  source: Text,
  account: Text,
  region: Text,
  time: Time,
  resources: Texts,
  detail: part(
    z.object({
      alarmName: Text,
      state: part(z.object({ value: Text, reason: Text, timestamp: Time })),
      configuration: part(z.object({ description: Text })),
      // GuardDuty and Security Hub.
      id: Text,
      title: Text,
      description: Text,
      // AWS Health.
      eventArn: Text,
      eventTypeCode: Text,
      statusCode: Text,
      startTime: Time,
      endTime: Time,
      eventDescription: listOf(z.object({ latestDescription: Text })),
    }),
  ),
});
export type BridgeEvent = z.output<typeof BridgeEvent>;

/** `Message` is a text, most often JSON that somebody else wrote. */
const Content = z
  .unknown()
  .optional()
  .transform((message) => {
    // Relays of others have read the JSON already.
    const text = typeof message === 'string' ? message : JSON.stringify(message ?? '');
    const read = readBody(Buffer.from(text));
    const json = read.kind === 'json' ? read.json : undefined;
    const alarm = Alarm.safeParse(json).data;
    const bridged = BridgeEvent.safeParse(json).data;
    return {
      text,
      alarm: alarm?.AlarmName === undefined ? undefined : alarm,
      bridged: bridged?.['detail-type'] === undefined ? undefined : bridged,
    };
  });

const Message = z.object({
  Type: z.enum(
    ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'],
    'expected a message of SNS',
  ),
  MessageId: z.string().min(1).max(200),
  TopicArn: Text,
  Subject: Text,
  Message: Content,
  Timestamp: Time,
  SubscribeURL: Url,
});
export type Message = z.output<typeof Message>;

/**
 * What SNS posts; what a Lambda function was given and passes on; or an alarm alone, as somebody who
 * took it out of its envelope sends it.
 */
function toMessages(body: unknown): unknown {
  if (!isRecord(body)) return Array.isArray(body) ? body : [];
  const { Records: records, Type: type } = body;
  if (Array.isArray(records)) return records.map((record) => Object(record)['Sns'] as unknown);
  if (type !== undefined) return [body];
  const alone = body['Message'] ?? body;
  return isNamed(alone) ? [{ Type: 'Notification', MessageId: 'none', Message: alone }] : [];
}

function isNamed(message: unknown): boolean {
  return isRecord(message) && (message['AlarmName'] ?? message['detail-type']) !== undefined;
}

export const Payload = z
  .unknown()
  .transform(toMessages)
  .pipe(
    z
      .array(Message)
      .refine((messages) => messages.length > 0, 'expected a message of SNS, or an alarm'),
  );
export type Payload = z.output<typeof Payload>;
