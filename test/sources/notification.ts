import { createHash } from 'node:crypto';

/** What varies between the notifications of the tests. */
export interface NotificationSpec {
  /** Value of the group label `service`: one group, one incident. */
  readonly group: string;
  readonly status: 'firing' | 'resolved';
  readonly severity?: string;
  /** Annotation `description`; a new one makes the notification more than a repeat. */
  readonly description: string;
  readonly startsAt: Date;
  readonly endsAt?: Date;
}

/** Go writes an absent time as year 1; Alertmanager does so for `endsAt` of what still fires. */
const noTime = '0001-01-01T00:00:00Z';

/**
 * A webhook body of version 4 as Alertmanager sends it, about 1.5 KB, one alert in one group.
 * For load: where it matters that the sender is genuine, a real Alertmanager sends.
 */
export function alertmanagerNotification(spec: NotificationSpec): string {
  const groupLabels = { alertname: 'ServiceDown', service: spec.group };
  // Go writes maps in the order of their keys.
  const labels = {
    alertname: 'ServiceDown',
    cluster: 'eu1',
    environment: 'production',
    instance: 'web-01.eu1.example.test:9100',
    job: 'node',
    service: spec.group,
    severity: spec.severity ?? 'critical',
    team: 'platform',
  };
  const annotations = {
    description: spec.description,
    runbook_url: `https://runbooks.example.test/services/${spec.group}/service-down`,
    summary: `Service ${spec.group} is down`,
  };
  const alert = {
    status: spec.status,
    labels,
    annotations,
    startsAt: spec.startsAt.toISOString(),
    endsAt: spec.endsAt?.toISOString() ?? noTime,
    generatorURL: `http://prometheus.example.test:9090/graph?g0.expr=up%7Bservice%3D%22${spec.group}%22%7D+%3D%3D+0&g0.tab=1`,
    fingerprint: fingerprintOf(spec.group),
  };
  return JSON.stringify({
    receiver: 'alert-relay',
    status: spec.status,
    alerts: [alert],
    groupLabels,
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: 'http://alertmanager.example.test:9093',
    version: '4',
    groupKey: `{}:{alertname="ServiceDown", service="${spec.group}"}`,
    truncatedAlerts: 0,
  });
}

/** Alertmanager takes 16 hex digits of a hash over the labels; only their being distinct matters. */
function fingerprintOf(group: string): string {
  return createHash('sha256').update(group).digest('hex').slice(0, 16);
}
