import { z } from 'zod';
import { readBody } from '../../connector-kit/read-body.ts';
import { listOf, part, Text, Time, Url } from '../../connector-kit/lenient.ts';

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

/** `Message` is a text, most often JSON that somebody else wrote. */
const Content = z
  .unknown()
  .optional()
  .transform((message) => {
    // Relays of others have read the JSON already.
    const text = typeof message === 'string' ? message : JSON.stringify(message ?? '');
    const read = readBody(Buffer.from(text));
    const alarm = read.kind === 'json' ? Alarm.safeParse(read.json) : undefined;
    const isAlarm = alarm?.success === true && alarm.data.AlarmName !== undefined;
    return { text, alarm: isAlarm ? alarm.data : undefined };
  });

const Message = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().min(1).max(200),
  TopicArn: z.string().min(1),
  Subject: Text,
  Message: Content,
  Timestamp: Time,
  SubscribeURL: Url,
});
export type Message = z.output<typeof Message>;

/** What SNS posts; or what a Lambda function was given and passes on. */
export const Payload = z.union([
  Message,
  z
    .object({ Records: z.array(z.object({ Sns: Message })).min(1) })
    .transform(({ Records }) => Records.map(({ Sns }) => Sns)),
]);
export type Payload = z.output<typeof Payload>;
