import { type ErrorCode, errorCodes } from '../lib/errors.ts';
import { type ConnectionState, isUnavailable } from './connection-hold.ts';

/**
 * How a connection is.
 *
 * - `ok`: calls are answered.
 * - `degraded`: it delivers, and something needs a look before it stops.
 * - `failing`: the instance does not answer; jobs wait, and the relay tries again by itself.
 * - `paused`: it would refuse whatever is sent (sign-in, rights, sleep), or somebody switched it off; jobs
 *   wait and burn no attempt, and go on by themselves once the cause is gone.
 */
export const statusNames = ['ok', 'degraded', 'failing', 'paused'] as const;
export type StatusName = (typeof statusNames)[number];

/** What warns before anything fails. */
export interface StatusWarning {
  readonly code: StatusWarningCode;
  /** A sentence for people: what, and what to do. */
  readonly message: string;
}

export const statusWarnings = [
  'CREDENTIALS_EXPIRE',
  'REFRESH_TOKEN_AGES',
  'STANDBY_IN_USE',
  'CALLS_RATIONED',
] as const;
export type StatusWarningCode = (typeof statusWarnings)[number];

export interface ConnectionStatus {
  readonly status: StatusName;
  /** An error code of docs/errors.md, or a word of this file; absent while it is ok. */
  readonly because: ErrorCode | StatusWarningCode | 'SWITCHED_OFF' | 'CALLS_FAIL' | undefined;
  /** A sentence for people. */
  readonly message: string;
}

/** How a call ended. */
export interface Ended {
  /** By the steady clock. */
  readonly at: number;
  /** `undefined`: it was answered. */
  readonly failure: { readonly code: ErrorCode; readonly message: string } | undefined;
}

export interface Signals {
  readonly isEnabled: boolean;
  /** Why it cannot be used as it is stored. */
  readonly fault: string | undefined;
  readonly hold: ConnectionState;
  /** Calls that ended within `RECENT_MS` and since it was held last, oldest first. */
  readonly ended: readonly Ended[];
  readonly warnings: readonly StatusWarning[];
}

export const RECENT_MS = 300_000;
/** So many of the recent calls have to fail, and so large a part of them. */
const SOME_FAILED = 3;
const PART_FAILED = 0.1;

/** One look at everything that is known; the first that applies wins. */
export function judgeStatus(signals: Signals): ConnectionStatus {
  const { isEnabled, fault, hold, ended, warnings } = signals;
  if (fault !== undefined) {
    const message = `It is not used as it is stored: ${fault}. Its jobs wait until that is corrected.`;
    return { status: 'paused', because: 'CONFIGURATION_INVALID', message };
  }
  if (!isEnabled) {
    const message = 'Somebody switched it off; its jobs wait until it is switched on.';
    return { status: 'paused', because: 'SWITCHED_OFF', message };
  }
  const failed = ended.filter(({ failure }) => failure !== undefined && counts(failure.code));
  const last = failed.at(-1)?.failure;
  if (hold.kind !== 'open' && hold.because !== undefined) {
    const status = errorCodes[hold.because].retry === 'pause' ? 'paused' : 'failing';
    const said = ended.findLast(({ failure }) => failure?.code === hold.because)?.failure;
    return { status, because: hold.because, message: said?.message ?? hold.because };
  }
  if (hold.failures > 0 && last !== undefined) {
    return { status: 'degraded', because: last.code, message: last.message };
  }
  if (last !== undefined && areMany(failed.length, ended.length)) {
    const message = `${failed.length} of the last ${ended.length} calls failed, the last one with ${last.code}: ${last.message}`;
    return { status: 'degraded', because: 'CALLS_FAIL', message };
  }
  const [warning] = warnings;
  if (warning !== undefined) {
    return { status: 'degraded', because: warning.code, message: warning.message };
  }
  return { status: 'ok', because: undefined, message: 'Calls are answered.' };
}

function areMany(failed: number, all: number): boolean {
  return failed >= SOME_FAILED && failed / all >= PART_FAILED;
}

/** A refused record says nothing of the connection. */
function counts(code: ErrorCode): boolean {
  if (code === 'CONNECTION_HELD') return false;
  return errorCodes[code].retry === 'pause' || isUnavailable(code);
}

const weight: Readonly<Record<StatusName, number>> = { ok: 0, degraded: 1, failing: 2, paused: 3 };

/** Of what several relays see, the worst; of equals, what holds for longest. */
export function worstOf<Seen extends { readonly status: StatusName; readonly since: number }>(
  seen: readonly Seen[],
): Seen | undefined {
  return seen.toSorted(
    (left, right) => weight[right.status] - weight[left.status] || left.since - right.since,
  )[0];
}
