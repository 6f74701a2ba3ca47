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

interface Settings {
  readonly silenceFor: number;
  readonly url: string;
}

/**
 * Jira Service Management takes the same requests for integrations, at an address of its own, but only
 * to create, acknowledge, close and annotate an alert (Atlassian, "Integration events").
 */
function isJira({ url }: Settings): boolean {
  return url.endsWith('/jsm/ops/integration');
}

/**
 * Alerts that Opsgenie told us of are named by id, those that stand for a record by the alias that we
 * gave them. Every request is accepted with 202 and worked on later; repeats change nothing.
 */
export function planWriteBack(writeBack: WriteBack, settings: Settings): readonly RequestStep[] {
  const { connector, alerts } = writeBack;
  if (connector !== undefined && connector !== 'opsgenie') return [];
  return alerts.flatMap((alert) => tell(writeBack, alert, settings));
}

function tell(
  writeBack: WriteBack,
  alert: WriteBackAlert,
  settings: Settings,
): readonly RequestStep[] {
  const note = `${toHeadline(writeBack)} (${writeBack.record.url})`;
  const act = (action: string, more: object = {}): RequestStep =>
    jsonStep(`${action} ${alert.fingerprint}`, 'POST', pathOf(writeBack, alert, action), {
      source: 'ServiceNow',
      note: truncate(note, NOTE_LENGTH),
      ...more,
    });
  const notes = toNotes(writeBack, alert);
  switch (writeBack.kind) {
    case 'open':
      return writeBack.connector === undefined ? [create(writeBack, alert)] : [];
    case 'acknowledge':
      return [act('acknowledge'), ...notes];
    case 'silence': {
      if (isJira(settings)) return [act('notes'), ...notes];
      const endTime = new Date(writeBack.at + settings.silenceFor).toISOString();
      return [act('snooze', { endTime }), ...notes];
    }
    case 'resolve':
      return [act('close'), ...notes];
    case 'reopen':
      return [...reopen(writeBack, alert, isJira(settings) ? () => act('notes') : act), ...notes];
    case 'update':
      return notes;
  }
}

/** What people wrote in the same write, whatever else it did. */
function toNotes(writeBack: WriteBack, alert: WriteBackAlert): readonly RequestStep[] {
  const path = pathOf(writeBack, alert, 'notes');
  return writeBack.journal.map(({ author, text }, index) => {
    const note = `${author} in ServiceNow ${writeBack.record.number}: ${text}`;
    return jsonStep(`note ${index + 1} ${alert.fingerprint}`, 'POST', path, {
      source: 'ServiceNow',
      note: truncate(note, NOTE_LENGTH),
    });
  });
}

/** Where the content stays in ServiceNow the alert gets a note with the link. */
export function attach(
  writeBack: WriteBack,
  picture: WriteBackPicture,
  settings: Settings,
): readonly RequestStep[] {
  const { connector, alerts } = writeBack;
  if (connector !== undefined && connector !== 'opsgenie') return [];
  return alerts.map((alert) => {
    const name = `picture ${picture.url} ${alert.fingerprint}`;
    if (picture.file === undefined || isJira(settings)) {
      const note = { source: 'ServiceNow', note: truncate(toPictureLine(picture), NOTE_LENGTH) };
      return jsonStep(name, 'POST', pathOf(writeBack, alert, 'notes'), note);
    }
    // The one call of this API that names the parameter in another way.
    const type = connector === undefined ? 'alias' : 'id';
    const path = `/v2/alerts/${segment(alert.fingerprint)}/attachments?alertIdentifierType=${type}`;
    return { ...jsonStep(name, 'POST', path), file: picture.file };
  });
}

/** A closed alert stays closed: one of ours is created anew under its alias, another can only be noted. */
function reopen(
  writeBack: WriteBack,
  alert: WriteBackAlert,
  act: (action: string) => RequestStep,
): readonly RequestStep[] {
  if (writeBack.from !== 'resolved') return [act('unacknowledge')];
  return writeBack.connector === undefined ? [create(writeBack, alert)] : [act('notes')];
}

function pathOf({ connector }: WriteBack, { fingerprint }: WriteBackAlert, action: string): string {
  const type = connector === undefined ? 'alias' : 'id';
  return `/v2/alerts/${segment(fingerprint)}/${action}?identifierType=${type}`;
}

const MESSAGE_LENGTH = 130;
const DESCRIPTION_LENGTH = 15_000;
const NOTE_LENGTH = 25_000;

const priorityFor: Readonly<Record<Severity, string>> = {
  critical: 'P1',
  high: 'P2',
  warning: 'P3',
  info: 'P5',
  unknown: 'P3',
};

/** While an alert with this alias is open, Opsgenie counts a second one into it. */
function create({ record, journal }: WriteBack, { fingerprint }: WriteBackAlert): RequestStep {
  const description = [record.url, ...journal.map(({ text }) => text)].join('\n\n');
  return jsonStep(`create ${fingerprint}`, 'POST', '/v2/alerts', {
    message: truncate(`${record.number}: ${record.title}`, MESSAGE_LENGTH),
    alias: fingerprint,
    description: truncate(description, DESCRIPTION_LENGTH),
    priority: priorityFor[record.severity],
    source: 'ServiceNow',
    details: { number: record.number, url: record.url },
  });
}
