import { jsonStep, segment } from '../../connector-kit/json-step.ts';
import type { RequestStep, WriteBack, WriteBackAlert } from '../../connector-kit/write-back.ts';
import { INCIDENT_PREFIX } from './normalize.ts';

/** Stands for the address of the formatted webhook, which is a secret. */
export const FORMATTED_WEBHOOK = '/formatted-webhook';

interface Settings {
  readonly token?: unknown;
  readonly webhook?: unknown;
  readonly silenceFor: number;
}

/** Groups that OnCall told us of are changed through its API; records of ServiceNow are alerts of a webhook. */
export function planWriteBack(writeBack: WriteBack, settings: Settings): readonly RequestStep[] {
  const { connector, alerts } = writeBack;
  if (connector === undefined) {
    return settings.webhook === undefined ? [] : alerts.flatMap((alert) => post(writeBack, alert));
  }
  if (connector !== 'grafana-oncall' || settings.token === undefined) return [];
  // Incidents of IRM are no groups, and have another API.
  const groups = alerts.filter(({ fingerprint }) => !fingerprint.startsWith(INCIDENT_PREFIX));
  return groups.flatMap((alert) => act(writeBack, alert, settings));
}

const actionFor: Readonly<Partial<Record<WriteBack['kind'], string>>> = {
  acknowledge: 'acknowledge',
  silence: 'silence',
  resolve: 'resolve',
};

/** Each state has its own way out. */
const undoOf = {
  firing: 'unresolve',
  acknowledged: 'unacknowledge',
  silenced: 'unsilence',
  resolved: 'unresolve',
} as const;

function act(
  { kind, from }: WriteBack,
  { fingerprint }: WriteBackAlert,
  { silenceFor }: Settings,
): readonly RequestStep[] {
  const action = kind === 'reopen' ? undoOf[from ?? 'resolved'] : actionFor[kind];
  if (action === undefined) return [];
  const path = `/api/v1/alert_groups/${segment(fingerprint)}/${action}`;
  const body = action === 'silence' ? { delay: Math.round(silenceFor / 1000) } : {};
  return [jsonStep(`${action} ${fingerprint}`, 'POST', path, body)];
}

const stateFor: Readonly<Partial<Record<WriteBack['kind'], string>>> = {
  open: 'alerting',
  resolve: 'ok',
};

/** Alerts with the same uid are one group; the webhook has no word for acknowledged. */
function post(
  { kind, from, record }: WriteBack,
  { fingerprint }: WriteBackAlert,
): readonly RequestStep[] {
  const state = kind === 'reopen' && from === 'resolved' ? 'alerting' : stateFor[kind];
  if (state === undefined) return [];
  return [
    jsonStep(`${state} ${fingerprint}`, 'POST', FORMATTED_WEBHOOK, {
      alert_uid: fingerprint,
      title: `${record.number}: ${record.title}`,
      state,
      link_to_upstream_details: record.url,
      message: `${record.number} in ServiceNow, severity ${record.severity}`,
    }),
  ];
}
