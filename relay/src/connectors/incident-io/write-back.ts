import { jsonStep, segment } from '../../connector-kit/json-step.ts';
import type { RequestStep, WriteBack, WriteBackAlert } from '../../connector-kit/write-back.ts';

export const ALERT_EVENTS = '/v2/alert_events/http/';

interface Settings {
  readonly apiKey?: unknown;
  readonly alertSource?: { readonly id: string } | undefined;
  readonly statuses: {
    readonly acknowledge?: string | undefined;
    readonly resolve?: string | undefined;
    readonly reopen?: string | undefined;
  };
}

/** What incident.io told us of is an incident, an alert or a follow-up; our own records are alerts. */
export function planWriteBack(writeBack: WriteBack, settings: Settings): readonly RequestStep[] {
  const { connector, alerts } = writeBack;
  if (connector === undefined) {
    const { alertSource } = settings;
    return alertSource === undefined
      ? []
      : alerts.flatMap((alert) => sendAlertEvent(writeBack, alert, alertSource.id));
  }
  if (connector !== 'incident-io' || settings.apiKey === undefined) return [];
  return alerts.flatMap((alert) => tell(writeBack, alert, settings));
}

function tell(
  writeBack: WriteBack,
  alert: WriteBackAlert,
  settings: Settings,
): readonly RequestStep[] {
  const type = alert.labels['type'];
  if (type === 'alert') return resolveAlert(writeBack, alert);
  if (type === 'follow_up') return updateFollowUp(writeBack, alert);
  return type === 'incident' ? editIncident(writeBack, alert, settings) : [];
}

function editIncident(
  { kind }: WriteBack,
  { fingerprint }: WriteBackAlert,
  { statuses }: Settings,
): readonly RequestStep[] {
  const status =
    kind === 'acknowledge' || kind === 'resolve' || kind === 'reopen' ? statuses[kind] : undefined;
  if (status === undefined) return [];
  const path = `/v2/incidents/${segment(fingerprint)}/actions/edit`;
  return [
    jsonStep(`edit ${fingerprint}`, 'POST', path, {
      incident: { incident_status_id: status },
      notify_incident_channel: true,
    }),
  ];
}

/** Nothing happens to one that is resolved; one that only its source may resolve is answered 422. */
function resolveAlert(
  { kind }: WriteBack,
  { fingerprint }: WriteBackAlert,
): readonly RequestStep[] {
  if (kind !== 'resolve') return [];
  const path = `/v2/alerts/${segment(fingerprint)}/actions/resolve`;
  return [jsonStep(`resolve ${fingerprint}`, 'POST', path, {}, [422])];
}

/**
 * An update has to carry the title, and what it carries is the title from then on. Of a private follow-up
 * nobody told it: that one is left as it is.
 */
function updateFollowUp(
  { kind }: WriteBack,
  { fingerprint, annotations }: WriteBackAlert,
): readonly RequestStep[] {
  const title = annotations['title'];
  if (title === undefined || (kind !== 'resolve' && kind !== 'reopen')) return [];
  const status = kind === 'resolve' ? 'completed' : 'outstanding';
  const path = `/v2/follow_ups/${segment(fingerprint)}`;
  return [jsonStep(`${status} ${fingerprint}`, 'PUT', path, { title, status })];
}

const statusFor: Readonly<Partial<Record<WriteBack['kind'], string>>> = {
  open: 'firing',
  reopen: 'firing',
  resolve: 'resolved',
};

function sendAlertEvent(
  { kind, from, record }: WriteBack,
  { fingerprint }: WriteBackAlert,
  source: string,
): readonly RequestStep[] {
  const status = statusFor[kind];
  // What was only acknowledged is firing as it was.
  if (status === undefined || (kind === 'reopen' && from !== 'resolved')) return [];
  return [
    jsonStep(`${status} ${fingerprint}`, 'POST', `${ALERT_EVENTS}${segment(source)}`, {
      title: `${record.number}: ${record.title}`,
      status,
      deduplication_key: fingerprint,
      description: `[${record.number}](${record.url}) in ServiceNow`,
      metadata: { number: record.number, table: record.table, severity: record.severity },
      source_url: record.url,
    }),
  ];
}
