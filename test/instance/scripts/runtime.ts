import type { Row, Session } from '../engine/session.ts';
import type { Engine } from '../engine/session.ts';
import type { Outbound } from './outbound-call.ts';

/** What Glide objects need from the thread they run in. */
export interface GlideRuntime {
  readonly engine: Engine;
  /** The session on whose behalf the innermost script runs. */
  readonly session: () => Session;
  readonly log: (level: LogLevel, message: string, source: string) => void;
  readonly outbound: Outbound;
  /** Pauses for a pseudo-random moment when the instance has a seed. */
  readonly pause: () => void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One application scope in one thread: its name, its own error class, its way to Glide records. */
export interface ScopeHandle {
  readonly name: string;
  readonly sysId: string;
  readonly isGlobal: boolean;
  /** An error of the script's own realm, so that `instanceof Error` holds there. */
  readonly error: (message: string) => Error;
  readonly parseJson: (text: string) => unknown;
  /** A GlideRecord around an existing row, as `current` and `previous` are. */
  wrapRow(
    row: Row,
    options?: { readonly readOnly?: boolean; readonly isRuleRecord?: boolean },
  ): object;
}

export function textFrom(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  return `${toPrimitive(value)}`;
}

/** Objects of scripts and Glide elements stand for their text. */
function toPrimitive(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '';
  }
}
