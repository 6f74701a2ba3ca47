import { toCanonicalJson } from '../lib/canonical-json.ts';
import { sha256Hex } from '../lib/digest.ts';
import type { AlertEvent } from './alert-event.ts';
import { isTakenBack } from './freshness.ts';

/** Stands for all that an event can carry into the record; equal for a repeat. */
export function toContentHash(event: AlertEvent): string {
  const { severity, title, description, labels, annotations, text } = event;
  const status = isTakenBack(event.status) ? 'firing' : event.status;
  // A resolved body often lacks what the firing one had (wire-formats.md 0.3): only the status counts.
  const content =
    status === 'resolved'
      ? { status }
      : { annotations, description, labels, severity, status, text, title };
  return sha256Hex(toCanonicalJson(content)).slice(0, 32);
}

const MAX_LISTED = 20;
const MAX_NOTE_LENGTH = 16_000;

/** The alert detail of one or many events as a person reads it in a journal. */
export function toNoteText(events: readonly AlertEvent[]): string {
  const listed = events.slice(0, MAX_LISTED).map(describe);
  const rest = events.length - listed.length;
  const lines = rest > 0 ? [...listed, `… and ${rest} more alerts`] : listed;
  return truncate(lines.join('\n\n'), MAX_NOTE_LENGTH);
}

function describe(event: AlertEvent): string {
  if (event.kind === 'note') {
    const by = event.actor === undefined ? '' : ` by ${event.actor}`;
    return withoutMarkup(`Note${by}: ${event.text ?? ''}`);
  }
  const lines = [
    `[${event.status}] ${event.title}`,
    `Severity: ${event.severity}`,
    event.startedAt === undefined ? '' : `Started: ${new Date(event.startedAt).toISOString()}`,
    event.endedAt === undefined ? '' : `Ended: ${new Date(event.endedAt).toISOString()}`,
    event.description,
    labelLine(event),
    event.url ?? '',
  ];
  return withoutMarkup(lines.filter((line) => line !== '').join('\n'));
}

function labelLine(event: AlertEvent): string {
  const pairs = Object.entries(event.labels).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? '' : `Labels: ${pairs.join(', ')}`;
}

/**
 * ServiceNow renders what stands between [code] tags as HTML (reliability.md I16). Written otherwise, not
 * left out: what stood around a tag would be one then.
 */
export function withoutMarkup(text: string): string {
  return text.replaceAll(/\[(\/?code)\]/gi, '($1)');
}

/** Cuts at a whole character and says so. */
export function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength - 1);
  const lastCode = cut.charCodeAt(cut.length - 1);
  const isHalfPair = lastCode >= 0xd8_00 && lastCode <= 0xdb_ff;
  return `${isHalfPair ? cut.slice(0, -1) : cut}…`;
}
