import { isRecord, labelsOf, toText } from '../../connector-kit/lenient.ts';
import { fingerprintOf, toEvent, withNote } from '../../connector-kit/to-event.ts';
import type { AlertEvent, AlertStatus, Labels, Severity } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { Payload } from './payload.ts';

/** The state of the problem, and the note of whoever updated it. */
export function normalize(payload: Payload): readonly AlertEvent[] {
  const status = toStatus(payload);
  const state = toEvent({
    fingerprint: fingerprintFor(payload),
    status,
    severity: severityOf(payload),
    title: titleOf(payload) ?? 'Zabbix problem',
    description: payload.description ?? payload.message ?? payload.alertmessage ?? payload.opdata,
    labels: labelsFor(payload),
    actor: payload.user,
    url: payload.url ?? payload.link ?? payload.linktoupstreamdetails,
    startedAt: payload.startedat,
    endedAt: status === 'resolved' ? payload.endedat : undefined,
  });
  return withNote(state, payload.updatemessage ?? payload.eventupdatemessage);
}

/** `{EVENT.NSEVERITY}`: from "not classified" to "disaster". */
const degrees: readonly Severity[] = ['unknown', 'info', 'warning', 'warning', 'high', 'critical'];

function severityOf(payload: Payload): Severity {
  const { severity, eventseverity, triggerseverity } = payload;
  const { nseverity, eventnseverity, triggernseverity } = payload;
  const byWord = toSeverity(severity ?? eventseverity ?? triggerseverity);
  if (byWord !== 'unknown') return byWord;
  const digit = nseverity ?? eventnseverity ?? triggernseverity ?? severity ?? '';
  return (/^[0-5]$/.test(digit) ? degrees[Number(digit)] : undefined) ?? 'unknown';
}

function titleOf({ name, eventname, title, subject, trigger, triggername, alertsubject }: Payload) {
  return eventname ?? name ?? title ?? triggername ?? trigger ?? subject ?? alertsubject;
}

const resolvedWords = new Set(['ok', 'resolved', 'recovery', 'recovered', '0']);

function toStatus(payload: Payload): AlertStatus {
  const { status, eventstatus, triggerstatus, state, eventvalue, value } = payload;
  const word = status ?? eventstatus ?? triggerstatus ?? state ?? eventvalue ?? value ?? '';
  if (resolvedWords.has(word.toLowerCase())) return 'resolved';
  const ack = (payload.ack ?? payload.ackstatus)?.toLowerCase();
  if (ack === 'yes' || ack === '1') return 'acknowledged';
  // A first message says No as well: only an update takes an acknowledgment back.
  return ack === 'no' && isUpdate(payload) ? 'unacknowledged' : 'firing';
}

function isUpdate({ updatestatus, eventupdatestatus }: Payload): boolean {
  const word = updatestatus ?? eventupdatestatus;
  return word === '1' || word?.toLowerCase() === 'true';
}

/**
 * Without the problem's id, what stays the same from problem to recovery: the trigger, which stands in
 * the usual link too. The event id in such a link is the recovery's own.
 */
function fingerprintFor(payload: Payload): string {
  const { eventid, alertuid, triggerid, link, url, linktoupstreamdetails } = payload;
  const problem = eventid ?? alertuid;
  if (problem !== undefined) return problem;
  const address = link ?? url ?? linktoupstreamdetails ?? '';
  const trigger = triggerid ?? /[?&]triggerid=(\d+)/.exec(address)?.[1];
  const host = payload.hostname ?? payload.host ?? '';
  return trigger === undefined
    ? fingerprintOf([host, titleOf(payload) ?? '', payload.item ?? ''])
    : `trigger:${trigger}`;
}

function labelsFor(payload: Payload): Labels {
  return {
    ...payload.labels,
    ...tagsOf(payload.tags ?? payload.eventtags),
    ...labelsOf({
      host: payload.hostname ?? payload.host,
      ip: payload.hostip,
      item: payload.itemname ?? payload.item,
      trigger_id: payload.triggerid,
    }),
  };
}

/** `{EVENT.TAGSJSON}` is a list of tag and value, as JSON or as its text; `{EVENT.TAGS}` is `a:b, c`. */
function tagsOf(given: unknown): Labels {
  const list = typeof given === 'string' ? parseList(given) : given;
  if (!Array.isArray(list)) {
    const tags = toText(given);
    return tags === undefined ? {} : { tags };
  }
  return Object.fromEntries(
    list.flatMap((entry: unknown) => {
      const tag = isRecord(entry) ? toText(entry['tag']) : toText(entry);
      const value = isRecord(entry) ? toText(entry['value']) : undefined;
      return tag === undefined ? [] : [[tag, value ?? tag] as const];
    }),
  );
}

function parseList(text: string): unknown {
  if (!text.startsWith('[')) return text;
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    return text;
  }
}
