import type { RequestStep, WriteBack, WriteBackAlert } from '../../connector-kit/write-back.ts';
import { toOwnName } from '../../domain/own-alert.ts';

interface Settings {
  readonly acknowledgeFor: number;
  readonly quietFor: number;
  readonly openFor: number;
}

/**
 * Alertmanager knows neither acknowledge nor resolve. Acknowledge is a silence on the exact labels;
 * resolve ends the alert and silences it for a while; reopen expires those silences. An alert that stands
 * for a record has nobody who sends it again: it is ended without a silence, and opened anew.
 */
export function planWriteBack(writeBack: WriteBack, settings: Settings): readonly RequestStep[] {
  switch (writeBack.kind) {
    case 'open':
      return [post('open', writeBack, writeBack.at + settings.openFor)];
    case 'acknowledge':
    case 'silence':
      return writeBack.alerts.map((alert) => silence(writeBack, alert, settings.acknowledgeFor));
    case 'resolve':
      return resolve(writeBack, settings);
    case 'reopen':
      return reopen(writeBack, settings);
    case 'update':
      return [];
  }
}

/** The silence of an acknowledgment would outlive the record, and hide the next life of the alert. */
function resolve(writeBack: WriteBack, { quietFor }: Settings): readonly RequestStep[] {
  const { alerts, remembered } = writeBack;
  const sentAgain = alerts.filter((alert) => toOwnName(alert) === undefined);
  return [
    ...sentAgain.map((alert) => silence(writeBack, alert, quietFor)),
    ...(alerts.length === 0 ? [] : [post('end', writeBack, writeBack.at)]),
    ...Object.values(remembered).flatMap(expire),
  ];
}

function reopen(writeBack: WriteBack, { openFor }: Settings): readonly RequestStep[] {
  const { alerts, from, remembered, at } = writeBack;
  const ours = alerts.filter((alert) => toOwnName(alert) !== undefined);
  const isEnded = from === 'resolved' && ours.length > 0;
  return [
    ...Object.values(remembered).flatMap(expire),
    ...(isEnded ? [post('open', { ...writeBack, alerts: ours }, at + openFor)] : []),
  ];
}

const verbs: Readonly<Partial<Record<WriteBack['kind'], string>>> = {
  acknowledge: 'Acknowledged',
  silence: 'Silenced',
  resolve: 'Resolved',
};

function silence(writeBack: WriteBack, alert: WriteBackAlert, durationMs: number): RequestStep {
  const verb = verbs[writeBack.kind];
  return {
    name: `silence ${alert.fingerprint}`,
    method: 'POST',
    path: '/api/v2/silences',
    body: JSON.stringify({
      matchers: Object.entries(alert.labels).map(([name, value]) => ({
        name,
        value,
        isRegex: false,
        isEqual: true,
      })),
      startsAt: new Date(writeBack.at).toISOString(),
      endsAt: new Date(writeBack.at + durationMs).toISOString(),
      createdBy: 'Alert Relay',
      comment: `${verb} in ServiceNow ${writeBack.record.number} by ${writeBack.actor}: ${writeBack.record.url}`,
    }),
    isRemembered: true,
    alreadyDone: [],
  };
}

/** The same labels are the same alert; its annotations are replaced by a post, so they are sent again. */
function post(name: string, writeBack: WriteBack, endsAt: number): RequestStep {
  return {
    name,
    method: 'POST',
    path: '/api/v2/alerts',
    body: JSON.stringify(
      writeBack.alerts.map((alert) => ({
        labels: alert.labels,
        annotations: alert.annotations,
        startsAt: new Date(alert.startedAt ?? writeBack.at - 1).toISOString(),
        endsAt: new Date(Math.max(endsAt, (alert.startedAt ?? 0) + 1)).toISOString(),
      })),
    ),
    isRemembered: false,
    alreadyDone: [],
  };
}

function expire(answer: string): readonly RequestStep[] {
  const silenceId = /"silenceID"\s*:\s*"([0-9a-f-]{36})"/.exec(answer)?.[1];
  if (silenceId === undefined) return [];
  return [
    {
      name: `expire ${silenceId}`,
      method: 'DELETE',
      path: `/api/v2/silence/${silenceId}`,
      body: undefined,
      isRemembered: false,
      // A silence that was deleted or has expired and was forgotten.
      alreadyDone: [404],
    },
  ];
}
