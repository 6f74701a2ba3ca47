import type { AlertEvent, Labels } from './alert-event.ts';
import type { Route } from './configuration.ts';
import type { Situation } from './situation.ts';

/** An alert that goes on, as its source told it. */
export interface SilentAlert {
  readonly fingerprint: string;
  readonly labels: Labels;
}

/** Whether it matters to a route when its alerts were last spoken of. */
export function isListening({
  resolveWhenSilentForMs,
}: Pick<Route, 'resolveWhenSilentForMs'>): boolean {
  return resolveWhenSilentForMs !== undefined;
}

/** What is said of all alerts of a record when nobody speaks of them any more. */
export function toSilentEnds(
  {
    source,
    route,
    title,
    heardAt,
    now,
  }: {
    readonly source: string;
    readonly route: string;
    readonly title: string;
    /** When they were last spoken of; ms. */
    readonly heardAt: number;
    readonly now: number;
  },
  alerts: readonly SilentAlert[],
): readonly AlertEvent[] {
  const since = new Date(heardAt).toISOString();
  return alerts.map(({ fingerprint, labels }) => ({
    kind: 'state',
    fingerprint,
    groupKey: undefined,
    status: 'resolved',
    severity: 'unknown',
    title,
    description: `${source} has said nothing of it since ${since}, so it is taken for over (resolveWhenSilentFor of route ${route}).`,
    labels,
    annotations: {},
    actor: undefined,
    text: undefined,
    url: undefined,
    startedAt: undefined,
    endedAt: now,
    silentSince: heardAt,
  }));
}

/**
 * Whether an end that nobody told is none: something was heard after all, in what waited before it. Where
 * nobody listens any more, nothing is known.
 */
export function isDisproved(
  { silentSince }: Pick<AlertEvent, 'silentSince'>,
  { heardAt }: Pick<Situation, 'heardAt'>,
): boolean {
  return silentSince !== undefined && (heardAt === undefined || heardAt > silentSince);
}

/** When alerts were last spoken of in these deliveries; an end that nobody told is no word. */
export function lastHeardIn(
  deliveries: readonly {
    readonly at: number;
    readonly said: readonly { readonly event: Pick<AlertEvent, 'silentSince'> }[];
  }[],
): number | undefined {
  return deliveries.findLast(({ said }) =>
    said.some(({ event }) => event.silentSince === undefined),
  )?.at;
}
