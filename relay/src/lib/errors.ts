/**
 * Every operational failure the relay can raise. The code is public: docs, logs, metrics, API; it is
 * never renamed. `status` is what an HTTP caller of ours gets, `retry` is what the worker does.
 * `pause` means: not the fault of this job, hold the whole connection and burn no attempt.
 */
export const errorCodes = {
  BODY_ENCODING_UNSUPPORTED: { status: 415, retry: 'never' },
  BODY_TOO_LARGE: { status: 413, retry: 'never' },
  BODY_UNREADABLE: { status: 400, retry: 'never' },
  BUG: { status: 500, retry: 'later' },
  COMMAND_NOT_RECORDED: { status: 503, retry: 'later' },
  CONFIGURATION_CHANGED: { status: 409, retry: 'never' },
  CONFIGURATION_EXISTS: { status: 409, retry: 'never' },
  CONFIGURATION_IN_USE: { status: 409, retry: 'never' },
  CONFIGURATION_INVALID: { status: 503, retry: 'pause' },
  CONFIGURATION_PROVIDED: { status: 409, retry: 'never' },
  CONFIGURATION_REFUSED: { status: 422, retry: 'never' },
  CONNECTION_HELD: { status: 503, retry: 'pause' },
  CREDENTIALS_REFUSED: { status: 409, retry: 'never' },
  DATA_FOLDER_LOCKED: { status: 500, retry: 'never' },
  DESTINATION_REFUSED: { status: 502, retry: 'never' },
  DESTINATION_THROTTLED: { status: 503, retry: 'pause' },
  DESTINATION_UNAVAILABLE: { status: 502, retry: 'later' },
  DESTINATION_ADDRESS_REFUSED: { status: 502, retry: 'never' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, retry: 'never' },
  LEASE_LOST: { status: 503, retry: 'later' },
  LINK_NOT_YET_KNOWN: { status: 503, retry: 'later' },
  LOOP_STOPPED: { status: 409, retry: 'never' },
  MASTER_KEY_INVALID: { status: 500, retry: 'never' },
  METHOD_NOT_ALLOWED: { status: 405, retry: 'never' },
  NOT_FOUND: { status: 404, retry: 'never' },
  PRECONDITION_FAILED: { status: 412, retry: 'never' },
  REQUEST_INVALID: { status: 400, retry: 'never' },
  SECRETS_KEY_MISSING: { status: 409, retry: 'never' },
  SECRETS_KEY_UNKNOWN: { status: 500, retry: 'pause' },
  SECRET_NOT_THERE: { status: 409, retry: 'pause' },
  SECRET_REFERENCE_REFUSED: { status: 409, retry: 'never' },
  SECRET_UNAVAILABLE: { status: 503, retry: 'pause' },
  SECRET_UNREADABLE: { status: 500, retry: 'pause' },
  SERVICENOW_ADDRESS_REFUSED: { status: 502, retry: 'pause' },
  SERVICENOW_APP_MISSING: { status: 502, retry: 'pause' },
  SERVICENOW_APP_OUTDATED: { status: 409, retry: 'pause' },
  SERVICENOW_BUSY: { status: 503, retry: 'later' },
  SERVICENOW_CLAIM_HELD: { status: 503, retry: 'later' },
  SERVICENOW_FORBIDDEN: { status: 502, retry: 'pause' },
  SERVICENOW_HIBERNATING: { status: 503, retry: 'pause' },
  SERVICENOW_LOOKUP_AMBIGUOUS: { status: 502, retry: 'never' },
  SERVICENOW_LOOKUP_EMPTY: { status: 502, retry: 'never' },
  SERVICENOW_NOT_FOUND: { status: 502, retry: 'never' },
  SERVICENOW_NOT_JSON: { status: 502, retry: 'later' },
  SERVICENOW_OUTCOME_UNKNOWN: { status: 503, retry: 'later' },
  SERVICENOW_RATE_LIMITED: { status: 503, retry: 'pause' },
  SERVICENOW_RECORD_DELETED: { status: 502, retry: 'never' },
  SERVICENOW_REJECTED: { status: 502, retry: 'never' },
  SERVICENOW_SIGN_IN_NEEDED: { status: 502, retry: 'pause' },
  SERVICENOW_UNAUTHORIZED: { status: 502, retry: 'pause' },
  SERVICENOW_UNAVAILABLE: { status: 503, retry: 'later' },
  SERVICENOW_UNEXPECTED_ANSWER: { status: 502, retry: 'later' },
  SERVICENOW_WRITE_REFUSED: { status: 502, retry: 'never' },
  SERVICENOW_WRONG_RECORD: { status: 502, retry: 'never' },
  SIGNATURE_MISMATCH: { status: 401, retry: 'never' },
  SOURCE_DISABLED: { status: 403, retry: 'never' },
  STORED_BY_NEWER_RELEASE: { status: 500, retry: 'pause' },
  STORE_UNSUITABLE: { status: 500, retry: 'never' },
  STORE_UNAVAILABLE: { status: 503, retry: 'later' },
  TOKEN_REFUSED: { status: 401, retry: 'never' },
  TOKEN_SCOPE_MISSING: { status: 403, retry: 'never' },
  TOO_MANY_REQUESTS: { status: 429, retry: 'later' },
} as const satisfies Record<string, { status: number; retry: 'never' | 'later' | 'pause' }>;

export type ErrorCode = keyof typeof errorCodes;

export interface RelayErrorOptions {
  readonly cause?: unknown;
  /** Safe to log and to show an operator: never a secret, never a payload. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
  /** What the other side asked for, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** Names what was attempted and on what; the code says whether to try again. */
export class RelayError extends Error {
  override readonly name = 'RelayError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string | number | boolean>>;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: RelayErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Anything thrown that is not ours is a bug; it keeps its cause and gets a code. */
export function toRelayError(thrown: unknown): RelayError {
  if (thrown instanceof RelayError) return thrown;
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  return new RelayError('BUG', `Unexpected failure: ${what}`, { cause: thrown });
}
