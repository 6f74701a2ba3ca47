import { z } from 'zod';
import { severities } from '../domain/alert-event.ts';
import type { Condition as DomainCondition } from '../domain/condition.ts';
import { eventFieldNames, isEventField } from '../domain/event-fields.ts';
import { compilePattern, type Pattern } from '../domain/pattern.ts';
import { createTimeWindow, isTimeZone, type TimeWindow, weekdays } from '../domain/time-window.ts';

const Field = z
  .string()
  .refine(isEventField, `expected a field of an event: ${eventFieldNames.join(', ')}`);

/** YAML reads a bare 1 or true as something else than text; events hold text. */
const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const PatternText = z.string().transform((source, context): Pattern => {
  const result = compilePattern(source);
  if (result.kind === 'pattern') return result.pattern;
  context.addIssue({ code: 'custom', message: `expected a pattern of RE2: ${result.because}` });
  return z.NEVER;
});

const clockPattern = /^([01]\d|2[0-3]):([0-5]\d)$/;

const ClockTime = z
  .string()
  .regex(clockPattern, 'expected a time of day, such as 08:30')
  .transform((text) => {
    const [, hour, minute] = clockPattern.exec(text) ?? [];
    return Number(hour) * 60 + Number(minute);
  });

/** A part of the week; one that ends before it begins goes on over midnight. */
export const WeeklyWindow = z
  .strictObject({
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .default([...weekdays])
      .meta({ description: 'Days on which it begins.' }),
    from: ClockTime.meta({ description: 'Time of day at which it begins, such as `22:00`.' }),
    to: ClockTime.meta({
      description: 'Time of day at which it ends, on the next day if earlier.',
    }),
    zone: z
      .string()
      .refine(isTimeZone, 'expected a time zone, such as Europe/Berlin')
      .meta({ description: 'Time zone, such as `Europe/Berlin`.' }),
  })
  .transform((settings): TimeWindow => createTimeWindow(settings));

const Condition: z.ZodType<DomainCondition> = z.lazy(() =>
  z.union([
    z
      .strictObject({ field: Field, equals: Text })
      .transform(({ field, equals }) => ({ kind: 'equals' as const, field, value: equals })),
    z
      .strictObject({ field: Field, in: z.array(Text).min(1) })
      .transform(({ field, in: values }) => ({ kind: 'in' as const, field, values })),
    z
      .strictObject({ field: Field, matches: PatternText })
      .transform(({ field, matches }) => ({ kind: 'matches' as const, field, pattern: matches })),
    z
      .strictObject({ field: Field, exists: z.boolean() })
      .transform(({ field, exists }) => ({ kind: 'exists' as const, field, isWanted: exists })),
    z
      .strictObject({ severityAtLeast: z.enum(severities) })
      .transform(({ severityAtLeast: severity }) => ({
        kind: 'severity-at-least' as const,
        severity,
      })),
    z
      .strictObject({ timeWindow: WeeklyWindow })
      .transform(({ timeWindow: window }) => ({ kind: 'time-window' as const, window })),
    z
      .strictObject({ all: z.array(Condition).min(1) })
      .transform(({ all }) => ({ kind: 'all' as const, of: all })),
    z
      .strictObject({ any: z.array(Condition).min(1) })
      .transform(({ any }) => ({ kind: 'any' as const, of: any })),
    z.strictObject({ not: Condition }).transform(({ not }) => ({ kind: 'not' as const, of: not })),
  ]),
);

/** As deep as a person can follow: nothing that is written down may exhaust the stack. */
const MAX_DEPTH = 16;

function isShallow(value: unknown, depth = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((part) => isShallow(part, depth - 1));
}

/** The `when` of routes and maintenance windows; docs/configuration.md explains its forms. */
export const ConditionEntry = z
  .unknown()
  .refine((value) => isShallow(value), 'expected conditions that are less deeply nested')
  .pipe(Condition);
