import type { AlertEvent } from '../domain/alert-event.ts';
import { toCanonicalJson } from '../lib/canonical-json.ts';
import { sha256Hex } from '../lib/digest.ts';

type Needed = 'fingerprint' | 'status' | 'title';

/** What a tool said of an alert: absent and `undefined` mean the same, that it said nothing. */
type Said = Pick<AlertEvent, Needed> & {
  readonly [Name in Exclude<keyof AlertEvent, Needed>]?: AlertEvent[Name] | undefined;
};

/** An event in which everything that the tool did not say is left open. */
export function toEvent(said: Said): AlertEvent {
  return {
    kind: said.kind ?? 'state',
    fingerprint: toFingerprint(said.fingerprint),
    groupKey: said.groupKey,
    status: said.status,
    severity: said.severity ?? 'unknown',
    title: said.title,
    description: said.description ?? '',
    labels: said.labels ?? {},
    annotations: said.annotations ?? {},
    actor: said.actor,
    text: said.text,
    url: said.url,
    startedAt: said.startedAt,
    endedAt: said.endedAt,
    ...(said.startedBefore === undefined ? {} : { startedBefore: said.startedBefore }),
    ...(said.isEscalation === true ? { isEscalation: true } : {}),
  };
}

/** What a person wrote while changing the state is a note besides the change. */
export function withNote(event: AlertEvent, text: string | undefined): readonly AlertEvent[] {
  return text === undefined ? [event] : [event, { ...event, kind: 'note', text }];
}

/** PagerDuty's keys, the longest names by which a tool is told of its alerts, have no more. */
const MAX_FINGERPRINT_LENGTH = 255;

/** Names of alerts are columns and parts of keys: an endless one is known by its hash. */
function toFingerprint(text: string): string {
  return text.length <= MAX_FINGERPRINT_LENGTH ? text : sha256Hex(text);
}

/** For alerts without a name of their own: known by what stays equal over their life. */
export function fingerprintOf(parts: unknown): string {
  return sha256Hex(toCanonicalJson(parts)).slice(0, 32);
}
