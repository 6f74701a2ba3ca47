import { createHash } from 'node:crypto';

/** What varies between the notifications of the tests. */
export interface NotificationSpec {
  /** Value of the group label `service`: one group, one incident. */
  readonly group: string;
  /** One alert of the group for each; one of `web-01` if absent. */
  readonly instances?: readonly string[];
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
 * A webhook body of version 4 as Alertmanager sends it, about 1.5 KB with one alert, of one group.
 * For load: where it matters that the sender is genuine, a real Alertmanager sends.
 */
export function alertmanagerNotification(spec: NotificationSpec): string {
  const groupLabels = { alertname: 'ServiceDown', service: spec.group };
  const instances = spec.instances ?? ['web-01'];
  const annotations = {
    description: spec.description,
    runbook_url: `https://runbooks.example.test/services/${spec.group}/service-down`,
    summary: `Service ${spec.group} is down`,
  };
  const alerts = instances.map((instance) => ({
    status: spec.status,
    labels: labelsOf(spec, instance),
    annotations,
    startsAt: spec.startsAt.toISOString(),
    endsAt: spec.endsAt?.toISOString() ?? noTime,
    generatorURL: `http://prometheus.example.test:9090/graph?g0.expr=up%7Bservice%3D%22${spec.group}%22%7D+%3D%3D+0&g0.tab=1`,
    fingerprint: fingerprintOf(spec, instance),
  }));
  return JSON.stringify({
    receiver: 'alert-relay',
    status: spec.status,
    alerts,
    groupLabels,
    commonLabels: labelsOf(spec, instances.length === 1 ? instances[0] : undefined),
    commonAnnotations: annotations,
    externalURL: 'http://alertmanager.example.test:9093',
    version: '4',
    groupKey: `{}:{alertname="ServiceDown", service="${spec.group}"}`,
    truncatedAlerts: 0,
  });
}

/** Go writes maps in the order of their keys. */
function labelsOf(spec: NotificationSpec, instance: string | undefined): Record<string, string> {
  return {
    alertname: 'ServiceDown',
    cluster: 'eu1',
    environment: 'production',
    ...(instance === undefined ? {} : { instance: `${instance}.eu1.example.test:9100` }),
    job: 'node',
    service: spec.group,
    severity: spec.severity ?? 'critical',
    team: 'platform',
  };
}

/** Alertmanager takes 16 hex digits of a hash over the labels; only their being distinct matters. */
function fingerprintOf({ group }: NotificationSpec, instance: string): string {
  const named = instance === 'web-01' ? group : `${group} ${instance}`;
  return createHash('sha256').update(named).digest('hex').slice(0, 16);
}
