import { jsonStep, segment } from '../../connector-kit/json-step.ts';
import type {
  RequestStep,
  WriteBack,
  WriteBackAlert,
  WriteBackPicture,
} from '../../connector-kit/write-back.ts';
import { toHeadline, toPictureLine } from '../../connector-kit/write-back-text.ts';
import type { Severity } from '../../domain/alert-event.ts';
import { truncate } from '../../domain/event-content.ts';

export const EVENTS_PATH = '/v2/enqueue';

interface Settings {
  readonly apiToken?: unknown;
  readonly routingKey?: unknown;
  readonly silenceFor: number;
}

/**
 * An incident that PagerDuty told us of is changed by its id. An alert that came as an event, or that
 * stands for a record, is known to PagerDuty by its deduplication key alone.
 */
export function planWriteBack(writeBack: WriteBack, settings: Settings): readonly RequestStep[] {
  const { connector, alerts } = writeBack;
  if (connector === 'pagerduty') {
    return settings.apiToken === undefined
      ? []
      : alerts.flatMap((alert) => changeIncident(writeBack, alert, settings));
  }
  const isKnownByEvents = connector === undefined || connector === 'pagerduty-events';
  if (!isKnownByEvents || settings.routingKey === undefined) return [];
  return alerts.flatMap((alert) => sendEvent(writeBack, alert));
}

/** Incidents take no files: a picture is a note with its link. */
export function attach(
  { connector, alerts }: WriteBack,
  picture: WriteBackPicture,
  settings: Settings,
): readonly RequestStep[] {
  if (connector !== 'pagerduty' || settings.apiToken === undefined) return [];
  return alerts.map(({ fingerprint }) =>
    note(
      `picture ${picture.url} ${fingerprint}`,
      `/incidents/${segment(fingerprint)}`,
      toPictureLine(picture),
    ),
  );
}

/** The states of the REST API; a resolved incident that is set to triggered opens again. */
const statusFor = {
  acknowledge: 'acknowledged',
  resolve: 'resolved',
  reopen: 'triggered',
} as const;

function changeIncident(
  writeBack: WriteBack,
  { fingerprint }: WriteBackAlert,
  { silenceFor }: Settings,
): readonly RequestStep[] {
  const path = `/incidents/${segment(fingerprint)}`;
  const notes = writeBack.journal.map(({ author, text }, index) =>
    note(`note ${index + 1} ${fingerprint}`, path, `${author} in ${where(writeBack)}: ${text}`),
  );
  switch (writeBack.kind) {
    case 'open':
      return [];
    case 'silence': {
      const body = { duration: Math.round(silenceFor / 1000) };
      return [jsonStep(`snooze ${fingerprint}`, 'POST', `${path}/snooze`, body), ...notes];
    }
    case 'update':
      return notes;
    case 'acknowledge':
    case 'resolve':
    case 'reopen': {
      const status = statusFor[writeBack.kind];
      return [
        jsonStep(`${status} ${fingerprint}`, 'PUT', path, {
          incident: { type: 'incident_reference', status },
        }),
        note(`note ${fingerprint}`, path, `${toHeadline(writeBack)} (${writeBack.record.url})`),
        ...notes,
      ];
    }
  }
}

function where({ record }: WriteBack): string {
  return `ServiceNow ${record.number}`;
}

/** PagerDuty's limit is 25,000 characters. */
const NOTE_LENGTH = 25_000;

function note(name: string, path: string, text: string): RequestStep {
  return jsonStep(name, 'POST', `${path}/notes`, {
    note: { content: truncate(text, NOTE_LENGTH) },
  });
}

const actionFor: Readonly<Partial<Record<WriteBack['kind'], string>>> = {
  open: 'trigger',
  acknowledge: 'acknowledge',
  resolve: 'resolve',
  reopen: 'trigger',
};

const severityFor: Readonly<Record<Severity, string>> = {
  critical: 'critical',
  high: 'error',
  warning: 'warning',
  info: 'info',
  unknown: 'error',
};

const SUMMARY_LENGTH = 1024;

function sendEvent(
  { kind, connector, record }: WriteBack,
  { fingerprint }: WriteBackAlert,
): readonly RequestStep[] {
  const action = actionFor[kind];
  // What came as an event from somebody else may be changed, not made up.
  if (action === undefined || (action === 'trigger' && connector !== undefined)) return [];
  const event = { event_action: action, dedup_key: fingerprint };
  if (action !== 'trigger')
    return [jsonStep(`${action} ${fingerprint}`, 'POST', EVENTS_PATH, event)];
  return [
    jsonStep(`${action} ${fingerprint}`, 'POST', EVENTS_PATH, {
      ...event,
      payload: {
        summary: truncate(`${record.number}: ${record.title}`, SUMMARY_LENGTH),
        source: 'ServiceNow',
        severity: severityFor[record.severity],
        custom_details: { number: record.number, table: record.table, state: record.state },
      },
      links: [{ href: record.url, text: record.number }],
      client: 'ServiceNow',
      client_url: record.url,
    }),
  ];
}
