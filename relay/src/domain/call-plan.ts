/** What waits for an instance, and what is under way to it. */
export interface Traffic {
  readonly waiting: number;
  readonly underWay: number;
  /** Most commands in one call. */
  readonly perCall: number;
  /** Most calls at once. */
  readonly atOnce: number;
}

/**
 * How many of the waiting commands go out together now; 0 is to wait until a call has come back.
 *
 * Alone, a command goes at once. While calls are under way, more must have gathered for a further one,
 * four times as many for each: 1, 4, 16, 64, then as many as a call takes. So a few commands that come
 * together are not held up, a burst goes in few large calls, and a backlog fills every call there may be.
 * The measurements are in servicenow/README.md.
 */
export function decideBatch({ waiting, underWay, perCall, atOnce }: Traffic): number {
  if (waiting === 0 || underWay >= atOnce) return 0;
  const needed = Math.min(perCall, 4 ** underWay);
  return waiting < needed ? 0 : Math.min(waiting, perCall);
}

/** How many calls an instance takes well at the moment; between 1 and what its connection allows. */
export interface CallLimit {
  readonly limit: number;
  /** Calls that went well since the limit was changed. */
  readonly good: number;
}

/**
 * Half as many after a call that the instance could not take, one more after as many good ones as there
 * may be at once: the way in which TCP finds out what a network bears.
 */
export function afterAnswer(
  { limit, good }: CallLimit,
  wasTooMuch: boolean,
  atOnce: number,
): CallLimit {
  if (wasTooMuch) return { limit: Math.max(1, Math.floor(limit / 2)), good: 0 };
  if (limit >= atOnce) return { limit: atOnce, good: 0 };
  return good + 1 >= limit ? { limit: limit + 1, good: 0 } : { limit, good: good + 1 };
}

/**
 * Whether a command goes before others that wait for the same instance.
 * Impact and urgency of 1 make priority 1 by the stock rules of ServiceNow (`dl_u_priority`).
 */
export function isUrgent(fields: Readonly<Record<string, string>>): boolean {
  return fields['impact'] === '1' && fields['urgency'] === '1';
}
