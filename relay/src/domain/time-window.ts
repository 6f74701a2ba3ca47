export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

export interface TimeWindowSettings {
  /** Days on which it begins. */
  readonly days: readonly Weekday[];
  /** Minutes after midnight by the clock of the zone; up to but not including `to`. */
  readonly from: number;
  readonly to: number;
  /** A name of the IANA database, such as Europe/Berlin. */
  readonly zone: string;
}

/** A part of the week by the clock on some wall, so that it moves with daylight saving time. */
export interface TimeWindow extends TimeWindowSettings {
  contains(at: number): boolean;
  /** When the window that contains this moment ends. */
  endAfter(at: number): number;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** A change of the clock can put an end off once; more often is no window but a calendar. */
const MAX_EXTENSIONS = 3;

export function createTimeWindow(settings: TimeWindowSettings): TimeWindow {
  const { days, from, to, zone } = settings;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const isOvernight = to <= from;

  function contains(at: number): boolean {
    const { weekday, minute } = readClock(clock, at);
    if (!isOvernight) return days.includes(weekday) && minute >= from && minute < to;
    if (minute >= from) return days.includes(weekday);
    return minute < to && days.includes(dayBefore(weekday));
  }

  function endAfter(at: number): number {
    let end = at;
    for (let round = 0; round < MAX_EXTENSIONS && contains(end); round += 1) {
      const left = (to - readClock(clock, end).minute + DAY_MINUTES) % DAY_MINUTES;
      const startOfMinute = Math.floor(end / MINUTE_MS) * MINUTE_MS;
      end = startOfMinute + (left === 0 ? DAY_MINUTES : left) * MINUTE_MS;
    }
    // Where the clock goes forward, it was over before so many minutes had passed.
    while (end > at && !contains(end - MINUTE_MS)) end -= MINUTE_MS;
    return end;
  }

  return { ...settings, contains, endAfter };
}

export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}

function readClock(
  clock: Intl.DateTimeFormat,
  at: number,
): { readonly weekday: Weekday; readonly minute: number } {
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const name = parts.get('weekday')?.toLowerCase();
  const weekday = weekdays.find((day) => day === name) ?? 'mon';
  return { weekday, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}

function dayBefore(day: Weekday): Weekday {
  return weekdays.at(weekdays.indexOf(day) - 1) ?? 'sun';
}
