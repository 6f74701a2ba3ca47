/** What a statement is about: the alert's state, a note, another change, or its end without a trace. */
export const eventKinds = ['state', 'note', 'change', 'deleted'] as const;
export type EventKind = (typeof eventKinds)[number];

export const alertStatuses = [
  'firing',
  'acknowledged',
  'unacknowledged',
  'silenced',
  'unsilenced',
  'resolved',
] as const;
export type AlertStatus = (typeof alertStatuses)[number];

export const severities = ['critical', 'high', 'warning', 'info', 'unknown'] as const;
export type Severity = (typeof severities)[number];

export type Labels = Readonly<Record<string, string>>;

/** What one delivery says about one alert at one moment, in our words. Times are ms since the epoch. */
export interface AlertEvent {
  readonly kind: EventKind;
  /** Names the alert inside its source; equal for its firing and its resolved statement. */
  readonly fingerprint: string;
  /** Canonical group labels of a tool that sends groups; absent for tools that do not. */
  readonly groupKey: string | undefined;
  readonly status: AlertStatus;
  readonly severity: Severity;
  readonly title: string;
  readonly description: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Who did it in the tool, where it says so. */
  readonly actor: string | undefined;
  /** The text of a note. */
  readonly text: string | undefined;
  /** Where a person sees the alert in its tool. */
  readonly url: string | undefined;
  /** Only routes that say so take it; a tool that does not say can use the label `private`. */
  readonly isPrivate?: boolean | undefined;
  /** The tool went on to its next people. */
  readonly isEscalation?: boolean | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /**
   * Of an end that does not say its start: what began later is another life. Only of tools whose times are
   * all of one clock; by those of two, a new life could seem older than the end before it, and be lost.
   */
  readonly startedBefore?: number | undefined;
  /** Of an end that nobody told: nothing was heard of the alert since then. */
  readonly silentSince?: number | undefined;
}
