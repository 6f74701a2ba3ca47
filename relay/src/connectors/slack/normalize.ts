import { labelsOf } from '../../connector-kit/lenient.ts';
import { fingerprintOf, toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, Severity } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { Attachment, Payload } from './payload.ts';

/** One event for each attachment with a title, since that is how alerts are posted; else one for the message. */
export function normalize(message: Payload): readonly AlertEvent[] {
  const titled = message.attachments.filter(({ title }) => title !== undefined);
  if (titled.length > 0) return titled.map((attachment) => toAlert(message, attachment));
  return [toAlert(message, message.attachments[0])];
}

/**
 * The word with which alerting tools begin a message: `[FIRING:2, RESOLVED:1] …`, `[RESOLVED] …`, `*Recovered*: …`.
 * It is no part of the alert's name, so firing and resolved messages are about the same alert.
 */
const STATE =
  /^(?<before>[\s:*_[(]*)(?<word>firing|alerting|triggered|problem|critical|warning|resolved|recovered|recovery|ok|closed)\b(?::?\d+)?(?:, ?resolved:\d+)?(?<after>[\])*_]*\s*[:-]?)\s*/i;
const OVER = /^(?:resolved|recovered|recovery|ok|closed)$/i;
/** With these a sentence begins as well, "Recovery of db1 failed": they are ends in capitals, or set apart. */
const AMBIGUOUS = /^(?:recovery|ok|closed)$/i;

function splitState(line: string): { readonly word: string; readonly title: string } {
  const groups = STATE.exec(line)?.groups ?? {};
  const { before = '', word = '', after = '' } = groups;
  const isSetApart = `${before}${after}`.trim() !== '' || word === word.toUpperCase();
  if (AMBIGUOUS.test(word) && !isSetApart) return { word: '', title: line };
  return { word, title: line.replace(STATE, '') || line };
}

function toAlert(
  { text, channel, username, blocks }: Payload,
  attachment?: Attachment,
): AlertEvent {
  const body = text ?? blocks.find((block) => block.text.text !== undefined)?.text.text;
  const whole = attachment?.title ?? body ?? attachment?.fallback ?? attachment?.text ?? 'Message';
  const line = whole.split('\n')[0] ?? whole;
  const { word, title } = splitState(line);
  const isOver = OVER.test(word) || (word === '' && attachment?.color === 'good');
  const fields = Object.fromEntries(
    (attachment?.fields ?? []).flatMap(({ title: name, value }) =>
      name === undefined || value === undefined ? [] : [[name, value] as const],
    ),
  );
  return toEvent({
    fingerprint: fingerprintOf([channel ?? '', title]),
    status: isOver ? 'resolved' : 'firing',
    severity: severityOf(title, word, fields, attachment?.color),
    title,
    description: attachment?.text ?? (body === line ? undefined : body),
    labels: { ...fields, ...labelsOf({ channel, sender: username }) },
    url: attachment?.title_link,
  });
}

/** Red and yellow of Slack's own names. */
const colors: Readonly<Record<string, Severity>> = { danger: 'high', warning: 'warning' };

/** A field that says so, a word in the brackets at the end as Alertmanager has it, the first word, or the color. */
function severityOf(
  title: string,
  word: string,
  fields: Readonly<Record<string, string>>,
  color: string | undefined,
): Severity {
  const field = Object.entries(fields).find(([name]) => /^(?:severity|priority)$/i.test(name));
  const words = /\(([^()]*)\)\s*$/.exec(title)?.[1]?.split(/[\s,]+/) ?? [];
  const said = [field?.[1], ...words, word]
    .map(toSeverity)
    .find((severity) => severity !== 'unknown');
  return said ?? colors[color ?? ''] ?? 'unknown';
}
