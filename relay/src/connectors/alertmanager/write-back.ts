import type { RequestStep, WriteBack, WriteBackAlert } from '../../connector-kit/write-back.ts';

export interface AlertmanagerDestination {
  /** How long an acknowledged alert is silenced. */
  readonly acknowledgeMs: number;
  /** How long a resolved alert is kept quiet: Prometheus sends it again while it lasts. */
  readonly quietMs: number;
}

/**
 * Alertmanager knows neither acknowledge nor resolve. Acknowledge is a silence on the exact labels;
 * resolve ends the alert and silences it for a while; reopen expires those silences.
 */
export function planWriteBack(
  writeBack: WriteBack,
  destination: AlertmanagerDestination,
): readonly RequestStep[] {
  switch (writeBack.kind) {
    case 'acknowledge':
      return writeBack.alerts.map((alert) => silence(writeBack, alert, destination.acknowledgeMs));
    case 'resolve':
      return writeBack.alerts.length === 0
        ? []
        : [
            ...writeBack.alerts.map((alert) => silence(writeBack, alert, destination.quietMs)),
            end(writeBack),
          ];
    case 'reopen':
      return Object.values(writeBack.remembered).flatMap(expire);
    case 'update':
      return [];
  }
}

function silence(writeBack: WriteBack, alert: WriteBackAlert, durationMs: number): RequestStep {
  const verb = writeBack.kind === 'acknowledge' ? 'Acknowledged' : 'Resolved';
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

/** The same labels with an end now; annotations are replaced by a post, so they are sent again. */
function end(writeBack: WriteBack): RequestStep {
  return {
    name: 'end',
    method: 'POST',
    path: '/api/v2/alerts',
    body: JSON.stringify(
      writeBack.alerts.map((alert) => ({
        labels: alert.labels,
        annotations: alert.annotations,
        startsAt: new Date(alert.startedAt ?? writeBack.at).toISOString(),
        endsAt: new Date(Math.max(writeBack.at, (alert.startedAt ?? 0) + 1)).toISOString(),
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
