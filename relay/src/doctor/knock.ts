import type { Heard, Question, Silent } from '../servicenow/inspect-instance.ts';

/** Anything below `/api/now` answers 401 in JSON to who does not sign in, on every instance. */
export const publicQuestion: Question = {
  path: '/api/now/table/incident',
  query: { sysparm_limit: '1' },
};

/** Whether an answer bears a mark of the REST API of an instance. */
export function isFromInstance({ seen, headers }: Pick<Heard, 'seen' | 'headers'>): boolean {
  const isMarked =
    headers['x-is-logged-in'] !== undefined ||
    headers['x-transaction-id'] !== undefined ||
    /service-now/i.test(headers['www-authenticate'] ?? '') ||
    /snow_adc/i.test(headers['server'] ?? '');
  return isMarked || (seen.status === 401 && /user (is )?not authenticated/i.test(seen.says));
}

/** How far the clock of who answered is from ours, in milliseconds. */
export function readSkewMs(heard: Heard | Silent, now: number): number | undefined {
  const date = heard.kind === 'answer' ? Date.parse(heard.headers['date'] ?? '') : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.abs(now - date);
}
