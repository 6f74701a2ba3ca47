import type { AlertEvent, AlertStatus } from './alert-event.ts';

/** What we know of one alert from what its source said before. */
export interface KnownAlert {
  readonly status: AlertStatus;
  readonly startedAt: number | undefined;
  /** Hash of what the event carried into the record, see event-content.ts. */
  readonly contentHash: string;
}

export type Freshness =
  | { readonly kind: 'fresh'; readonly change: 'first' | 'again' | 'status' | 'content' }
  | { readonly kind: 'late-firing' }
  | { readonly kind: 'old'; readonly because: 'repeat' | 'stale' };

/**
 * Whether an event tells something new about its alert. Sources repeat themselves, send in pairs and
 * overtake themselves, so the answer rests on status, start and content, never on a hash of the body
 * (a repeat may differ in it, wire-formats.md 0.5).
 */
export function decideFreshness(
  known: KnownAlert | undefined,
  event: Timed,
  contentHash: string,
): Freshness {
  if (known === undefined) return { kind: 'fresh', change: 'first' };
  const order = compareStarts(event, known);
  if (order === 'earlier') return { kind: 'old', because: 'stale' };
  if (order === 'later') return { kind: 'fresh', change: 'again' };
  const isSame = event.status === known.status;
  if (isSame || (event.status === 'firing' && isTakenBack(known.status))) {
    return known.contentHash === contentHash
      ? { kind: 'old', because: 'repeat' }
      : { kind: 'fresh', change: 'content' };
  }
  if (known.status === 'resolved' && event.status === 'firing') {
    // With a start, a new life has a new start; the same one is an old message that came late, or a
    // tool that goes on although a person resolved the record. Only the link can tell which.
    return order === 'same' ? { kind: 'late-firing' } : { kind: 'fresh', change: 'again' };
  }
  if (known.status === 'resolved') return { kind: 'old', because: 'stale' };
  // Tools repeat "firing" while somebody works on it; taking back an acknowledgment has its own word.
  if (event.status === 'firing') return { kind: 'old', because: 'repeat' };
  return { kind: 'fresh', change: 'status' };
}

/** The alert fires as it did before; the word for it comes once, and `firing` after it. */
export function isTakenBack(status: AlertStatus): boolean {
  return status === 'unacknowledged' || status === 'unsilenced';
}

type Timed = Pick<AlertEvent, 'status' | 'startedAt' | 'endedAt' | 'startedBefore'>;

type Order = 'earlier' | 'same' | 'later' | 'unknown';

function compareStarts(event: Timed, known: KnownAlert): Order {
  if (known.startedAt === undefined) return 'unknown';
  const { startedAt, startedBefore } = event;
  if (startedAt !== undefined) {
    const order = compareTimes(startedAt, known.startedAt);
    return order === 'earlier' && isEndAfter(event, known.startedAt) ? 'same' : order;
  }
  if (startedBefore === undefined) return 'unknown';
  const order = compareTimes(startedBefore, known.startedAt);
  // A life that goes on may have begun any time before its end; two ends with two times are of two lives.
  return order === 'later' && known.status !== 'resolved' ? 'unknown' : order;
}

/**
 * What ended after this life began is this life, though it be said to have begun earlier: of the senders
 * of an alert Alertmanager takes the earliest start, also after it has told the later one of another.
 */
function isEndAfter({ status, endedAt }: Timed, startedAt: number): boolean {
  return status === 'resolved' && endedAt !== undefined && endedAt > startedAt;
}

function compareTimes(one: number, other: number): Order {
  if (one === other) return 'same';
  return one < other ? 'earlier' : 'later';
}
