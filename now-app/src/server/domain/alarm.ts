export interface Waiting {
  readonly count: number;
  /** How long the oldest waits; 0 when none does. */
  readonly oldestMinutes: number;
}

/** An alarm is raised once, and again each time as long has passed as the limit is. */
export function isAlarmDue(
  waiting: Waiting,
  limitMinutes: number,
  minutesSinceAlarm: number | undefined,
): boolean {
  if (waiting.oldestMinutes < limitMinutes) return false;
  return minutesSinceAlarm === undefined || minutesSinceAlarm >= limitMinutes;
}
