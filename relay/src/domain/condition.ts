import type { AlertEvent, Severity } from './alert-event.ts';
import { fieldOf } from './event-fields.ts';
import type { Pattern } from './pattern.ts';
import { isAtLeast } from './severity.ts';
import type { TimeWindow } from './time-window.ts';

/** What an event must be for a route to take it. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'equals'; readonly field: string; readonly value: string }
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly string[] }
  | { readonly kind: 'matches'; readonly field: string; readonly pattern: Pattern }
  | { readonly kind: 'exists'; readonly field: string; readonly isWanted: boolean }
  | { readonly kind: 'severity-at-least'; readonly severity: Severity }
  | { readonly kind: 'time-window'; readonly window: TimeWindow };

/** What a condition looks at. */
export interface Subject {
  readonly event: AlertEvent;
  readonly source: string;
  /** When the event was received. */
  readonly at: number;
}

export function isMet(condition: Condition, subject: Subject): boolean {
  const valueOf = (field: string): string | undefined =>
    fieldOf(subject.event, subject.source, field);
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => isMet(part, subject));
    case 'any':
      return condition.of.some((part) => isMet(part, subject));
    case 'not':
      return !isMet(condition.of, subject);
    case 'equals':
      return valueOf(condition.field) === condition.value;
    case 'in':
      return condition.values.includes(valueOf(condition.field) ?? '');
    case 'matches':
      return condition.pattern.isFoundIn(valueOf(condition.field) ?? '');
    case 'exists':
      return ((valueOf(condition.field) ?? '') !== '') === condition.isWanted;
    case 'severity-at-least':
      return isAtLeast(subject.event.severity, condition.severity);
    case 'time-window':
      return condition.window.contains(subject.at);
  }
}
