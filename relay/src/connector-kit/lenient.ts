import { z } from 'zod';
import type { Labels as LabelMap } from '../domain/alert-event.ts';
import { toTime } from './to-time.ts';

/**
 * Fields of what strangers write. A number where a text belongs is read as its text; anything that
 * cannot be read counts as absent, so that one odd field never costs the alert it came with.
 */
const unknown = z.unknown().optional();

/** A text that says something. Placeholders that a template left unfilled say nothing. */
export const Text = unknown.transform(toText);

/** An address that a browser can open; templates put any text where a URL belongs. */
export const Url = unknown.transform(toUrl);

/** An instant in ms since the epoch, from any of the forms that tools use. */
export const Time = unknown.transform(toTime);

/** One level of names and texts. */
export const Labels = unknown.transform(toLabels);

/** Texts of a list, or the one text that stands in its place. */
export const Texts = unknown.transform(toTexts);

/** An object of this shape; read as if it were empty where something else stands in its place. */
export function part<Shape extends z.ZodType>(shape: Shape) {
  return unknown.transform((value): unknown => (isRecord(value) ? value : {})).pipe(shape);
}

/** The members of a list that are objects of this shape; none where something else stands there. */
export function listOf<Shape extends z.ZodType>(shape: Shape) {
  return unknown
    .transform((value): unknown => (Array.isArray(value) ? value.filter(isRecord) : []))
    .pipe(z.array(shape));
}

export function toText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' || isPlaceholder(text) ? undefined : text;
}

export function toUrl(value: unknown): string | undefined {
  const text = toText(value);
  return text !== undefined && /^https?:\/\/\S+$/i.test(text) ? text : undefined;
}

function toTexts(value: unknown): readonly string[] {
  const members: readonly unknown[] = Array.isArray(value) ? value : [value];
  return members.flatMap((member) => {
    const text = toText(member);
    return text === undefined ? [] : [text];
  });
}

/** Lists become their texts, joined; objects inside objects are left out. */
export function toLabels(value: unknown): LabelMap {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const texts = toTexts(member);
      return texts.length === 0 ? [] : [[name, texts.join(', ')] as const];
    }),
  );
}

/** Leaves out what is absent. */
export function labelsOf(entries: Readonly<Record<string, string | undefined>>): LabelMap {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, text] as const],
    ),
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Names that a tool replaces before it sends, still there in test sends: Datadog and New Relic write
 * `$NAME`, Zabbix `{NAME}` and `{$NAME}`, Dynatrace `{Name}`, Kibana `{{name}}`.
 */
function isPlaceholder(text: string): boolean {
  return /^(?:\$[A-Z][A-Z0-9_]*|\{\$?[A-Za-z][A-Za-z0-9_.]*\}|\{\{[^{}]*\}\})$/.test(text);
}
