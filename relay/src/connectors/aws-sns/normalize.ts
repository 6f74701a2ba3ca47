import { labelsOf } from '../../connector-kit/lenient.ts';
import { toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus } from '../../domain/alert-event.ts';
import type { Alarm, Message, Payload } from './payload.ts';

export function normalize(payload: Payload): readonly AlertEvent[] {
  const messages = Array.isArray(payload) ? payload : [payload];
  return messages.flatMap((message) => {
    if (message.Type !== 'Notification') return [];
    const { alarm } = message.Message;
    return [alarm === undefined ? fromText(message) : fromAlarm(message, alarm)];
  });
}

/** INSUFFICIENT_DATA says that nobody knows: news about an alarm that stays what it was. */
const statusOf: Readonly<Record<string, AlertStatus>> = { ALARM: 'firing', OK: 'resolved' };

function fromAlarm({ Subject, TopicArn }: Message, alarm: Alarm): AlertEvent {
  const { AlarmName, AlarmArn, AWSAccountId, Region, NewStateValue, StateChangeTime, Trigger } =
    alarm;
  const status = statusOf[NewStateValue?.toUpperCase() ?? ''];
  const dimensions = Object.fromEntries(
    Trigger.Dimensions.flatMap(({ name, value }) =>
      name === undefined || value === undefined ? [] : [[name, value] as const],
    ),
  );
  return toEvent({
    kind: status === undefined ? 'change' : 'state',
    // Older messages lack the ARN; a name is unique in its account and region.
    fingerprint: AlarmArn ?? `${AWSAccountId ?? TopicArn} ${Region ?? ''} ${AlarmName ?? ''}`,
    status: status ?? 'firing',
    title: AlarmName ?? Subject ?? 'CloudWatch alarm',
    description: [alarm.AlarmDescription, alarm.NewStateReason].filter(Boolean).join('\n\n'),
    labels: {
      ...dimensions,
      ...labelsOf({
        alarm: AlarmName,
        account: AWSAccountId,
        region: Region,
        namespace: Trigger.Namespace,
        metric: Trigger.MetricName,
      }),
    },
    startedAt: status === 'firing' ? StateChangeTime : undefined,
    endedAt: status === 'resolved' ? StateChangeTime : undefined,
  });
}

/** Anything else that somebody publishes: an alert of its own, which nothing ends. */
function fromText({ MessageId, Subject, TopicArn, Message, Timestamp }: Message): AlertEvent {
  return toEvent({
    fingerprint: MessageId,
    status: 'firing',
    title: Subject ?? Message.text.split('\n')[0] ?? 'SNS message',
    description: Message.text,
    labels: { topic: TopicArn },
    startedAt: Timestamp,
  });
}
