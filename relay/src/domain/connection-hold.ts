import { type ErrorCode, errorCodes } from '../lib/errors.ts';

/**
 * Whether an instance is called at all.
 *
 *   open ──fault of the connection──▶ held ──due──▶ probing ──answered──▶ open
 *    └─ some failures in a row ───────▲              └──failed──▶ held, for longer
 *
 * A sleeping instance or a refused sign-in is nobody's job's fault: while the connection is held no job
 * is tried and none burns an attempt, and an account is not locked by a thousand failing logins.
 */
export interface ConnectionState {
  readonly kind: 'open' | 'held' | 'probing';
  /** Failures in a row. */
  readonly failures: number;
  /** Why it is held. */
  readonly because: ErrorCode | undefined;
  /** When a probe may be sent; ms since the epoch. */
  readonly until: number;
  readonly since: number;
}

export const openState: ConnectionState = {
  kind: 'open',
  failures: 0,
  because: undefined,
  until: 0,
  since: 0,
};

/** These say that the instance cannot be reached or does not work, once they come in a row. */
const unavailable: ReadonlySet<ErrorCode> = new Set([
  'DESTINATION_UNAVAILABLE',
  'SERVICENOW_BUSY',
  'SERVICENOW_NOT_JSON',
  'SERVICENOW_RATE_LIMITED',
  'SERVICENOW_UNAVAILABLE',
]);

/** Whatever was asked: the instance sleeps, or does not know us. Also a question that writes nothing meets these. */
const aboutAll: ReadonlySet<ErrorCode> = new Set([
  'SERVICENOW_ADDRESS_REFUSED',
  'SERVICENOW_HIBERNATING',
  'SERVICENOW_SIGN_IN_NEEDED',
  'SERVICENOW_UNAUTHORIZED',
]);

/** Whether any call would fail for this reason, not only one that delivers. */
export function isAboutAll(code: ErrorCode | undefined): boolean {
  return code !== undefined && aboutAll.has(code);
}

/** Whether it speaks of the instance or the way there, not of what was asked. */
export function isUnavailable(code: ErrorCode): boolean {
  return unavailable.has(code);
}

const IN_A_ROW = 5;
const FIRST_HOLD_MS = 1000;
const MAX_HOLD_MS = 60_000;
/** One table of one route may be meant, and each of its alerts may have to fail before another has its turn. */
const MAX_FORBIDDEN_HOLD_MS = 5000;
/**
 * ServiceNow locks an account after five failed sign-ins and opens it again after 15 minutes. The first
 * refusal may be a node that restarts; after the second the credentials are wrong until somebody acts.
 */
const FIRST_SIGN_IN_HOLD_MS = 5000;
const SIGN_IN_HOLD_MS = 60_000;
const MAX_SIGN_IN_HOLD_MS = 600_000;

/** The state after an answer; any answer that is about the request itself opens the connection. */
export function afterCall(
  state: ConnectionState,
  failure: { readonly code: ErrorCode; readonly retryAfterMs: number | undefined } | undefined,
  now: number,
): ConnectionState {
  const isPause = failure !== undefined && errorCodes[failure.code].retry === 'pause';
  if (failure === undefined || !(isPause || unavailable.has(failure.code))) return openState;
  // Calls that were under way when it was held fail too: they are one failure, not thirty.
  if (state.kind === 'held' && now < state.until) {
    return { ...state, until: Math.max(state.until, now + (failure.retryAfterMs ?? 0)) };
  }
  const failures = state.failures + 1;
  const since = state.kind === 'open' ? now : state.since;
  if (!isPause && state.kind === 'open' && failures < IN_A_ROW) return { ...state, failures };
  const holdMs = Math.max(holdFor(failure.code, failures), failure.retryAfterMs ?? 0);
  return { kind: 'held', failures, because: failure.code, until: now + holdMs, since };
}

function holdFor(code: ErrorCode, failures: number): number {
  const doubled = 2 ** Math.min(failures - 1, 20);
  const most = code === 'SERVICENOW_FORBIDDEN' ? MAX_FORBIDDEN_HOLD_MS : MAX_HOLD_MS;
  if (code !== 'SERVICENOW_UNAUTHORIZED') return Math.min(FIRST_HOLD_MS * doubled, most);
  if (failures === 1) return FIRST_SIGN_IN_HOLD_MS;
  return Math.min((SIGN_IN_HOLD_MS * doubled) / 2, MAX_SIGN_IN_HOLD_MS);
}

/** May a call go out now? A held connection lets exactly one through when its time is over. */
export function mayCall(
  state: ConnectionState,
  now: number,
): { readonly allowed: boolean; readonly next: ConnectionState } {
  if (state.kind === 'open') return { allowed: true, next: state };
  if (state.kind === 'probing' || now < state.until) return { allowed: false, next: state };
  return { allowed: true, next: { ...state, kind: 'probing' } };
}
