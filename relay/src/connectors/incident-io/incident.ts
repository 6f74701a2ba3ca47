import { labelsOf } from '../../connector-kit/lenient.ts';
import { toEvent, withNote } from '../../connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus, Labels } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import { Incident, StatusUpdate } from './payload.ts';

/** Categories of status; the names below them are the customer's own. */
const categories: Readonly<Record<string, AlertStatus>> = {
  triage: 'firing',
  live: 'firing',
  active: 'firing',
  paused: 'silenced',
  learning: 'resolved',
  closed: 'resolved',
  declined: 'resolved',
  merged: 'resolved',
  canceled: 'resolved',
};

export function readIncident(
  content: unknown,
  moment: 'created' | 'updated',
): readonly AlertEvent[] {
  const incident = Incident.parse(content);
  const status = categories[incident.incident_status.category ?? ''];
  // Of a private incident only the id is told: its creation opens a record, of an update nothing is known.
  const isSilent = status === undefined && moment === 'updated';
  return toEvents(incident, status ?? 'firing', isSilent ? { kind: 'change' } : {});
}

export function readStatusUpdate(content: unknown): readonly AlertEvent[] {
  const update = StatusUpdate.parse(content);
  // Private ones are told without an envelope.
  if (update.incident.id === undefined) return readIncident(content, 'updated');
  const { category } = update.new_status;
  const status = categories[category ?? update.incident.incident_status.category ?? ''] ?? 'firing';
  const before = categories[update.previous_status.category ?? ''];
  const isResumed = status === 'firing' && before === 'silenced';
  // A reopened incident keeps its old start, which would look like an old message that came late.
  const isReopened = status !== 'resolved' && before === 'resolved';
  return toEvents(
    update.incident,
    isResumed ? 'unsilenced' : status,
    isReopened ? { startedAt: undefined } : {},
  ).flatMap((event) => withNote(event, update.message));
}

function toEvents(
  incident: Incident,
  status: AlertStatus,
  said: Partial<AlertEvent>,
): readonly AlertEvent[] {
  if (incident.id === undefined) return [];
  return [
    toEvent({
      fingerprint: incident.id,
      status,
      severity: toSeverity(incident.severity.name),
      title: incident.name ?? `Private incident ${incident.id}`,
      description: incident.summary,
      labels: labelsFor(incident),
      url: incident.permalink,
      startedAt: incident.created_at,
      endedAt: status === 'resolved' ? incident.updated_at : undefined,
      ...said,
    }),
  ];
}

function labelsFor(incident: Incident): Labels {
  const fields = incident.custom_field_entries.flatMap(({ custom_field: field, values }) => {
    const texts = values.map(
      (value) =>
        value.value_catalog_entry.name ??
        value.value_option.value ??
        value.value_text ??
        value.value_numeric ??
        value.value_link,
    );
    const text = texts.filter((one) => one !== undefined).join(', ');
    return field.name === undefined || text === '' ? [] : [[field.name, text] as const];
  });
  return {
    ...Object.fromEntries(fields),
    ...labelsOf({
      type: 'incident',
      reference: incident.reference,
      severity: incident.severity.name,
      incident_type: incident.incident_type.name,
      status: incident.incident_status.name,
      mode: incident.mode,
      visibility: incident.visibility,
    }),
  };
}
