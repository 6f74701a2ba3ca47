import { labelsOf } from '../../connector-kit/lenient.ts';
import { fingerprintOf, toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus } from '../../domain/alert-event.ts';
import type { Alarm, BridgeEvent, Message, Payload } from './payload.ts';

export function normalize(messages: Payload): readonly AlertEvent[] {
  return messages.flatMap((message) => {
    if (message.Type !== 'Notification') return [];
    const { alarm, bridged } = message.Message;
    if (alarm !== undefined) return [fromAlarm(message, alarm)];
    return [bridged === undefined ? fromText(message) : fromBridge(message, bridged)];
  });
}

/** INSUFFICIENT_DATA says that nobody knows: news about an alarm that stays what it was. */
const statusOf: Readonly<Record<string, AlertStatus>> = { ALARM: 'firing', OK: 'resolved' };

function fromAlarm({ Subject, TopicArn }: Message, alarm: Alarm): AlertEvent {
  const { AlarmName, AlarmArn, AWSAccountId, Region, NewStateValue, StateChangeTime, Trigger } =
    alarm;
  const status = statusOf[NewStateValue?.toUpperCase() ?? 'ALARM'];
  const dimensions = Object.fromEntries(
    Trigger.Dimensions.flatMap(({ name, value }) =>
      name === undefined || value === undefined ? [] : [[name, value] as const],
    ),
  );
  return toEvent({
    kind: status === undefined ? 'change' : 'state',
    // Older messages lack the ARN; a name is unique in its account and region.
    fingerprint:
      AlarmArn ?? `${AWSAccountId ?? TopicArn ?? ''} ${Region ?? ''} ${AlarmName ?? ''}`.trim(),
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
    ...(status === 'resolved' ? { endedAt: StateChangeTime, startedBefore: StateChangeTime } : {}),
  });
}

/** An alarm goes by its ARN, as where CloudWatch publishes itself; other news by the name it has. */
function fromBridge({ Message: { text } }: Message, event: BridgeEvent): AlertEvent {
  const { detail, resources, source, account, region, time } = event;
  const isAlarm = detail.alarmName !== undefined;
  const word = isAlarm ? detail.state.value : detail.statusCode;
  const isResolved = /^(?:ok|closed)$/i.test(word ?? '');
  const isKnown = !isAlarm || statusOf[word?.toUpperCase() ?? ''] !== undefined;
  const title = detail.alarmName ?? detail.title ?? detail.eventTypeCode ?? event['detail-type'];
  return toEvent({
    kind: isKnown ? 'state' : 'change',
    fingerprint:
      (isAlarm ? resources[0] : (detail.eventArn ?? detail.id)) ?? event.id ?? fingerprintOf(text),
    status: isResolved ? 'resolved' : 'firing',
    title: title ?? 'EventBridge event',
    description:
      [detail.configuration.description, detail.state.reason].filter(Boolean).join('\n\n') ||
      (detail.description ?? detail.eventDescription[0]?.latestDescription),
    labels: labelsOf({ alarm: detail.alarmName, source, account, region }),
    startedAt: isResolved ? detail.startTime : (detail.startTime ?? detail.state.timestamp ?? time),
    endedAt: isResolved ? (detail.endTime ?? detail.state.timestamp ?? time) : undefined,
    startedBefore: isResolved && isAlarm ? (detail.state.timestamp ?? time) : undefined,
  });
}

/** Anything else that somebody publishes: an alert of its own, which nothing ends. */
function fromText({ MessageId, Subject, TopicArn, Message, Timestamp }: Message): AlertEvent {
  return toEvent({
    fingerprint: MessageId,
    status: 'firing',
    title: Subject ?? Message.text.split('\n')[0] ?? 'SNS message',
    description: Message.text,
    labels: labelsOf({ topic: TopicArn }),
    startedAt: Timestamp,
  });
}
