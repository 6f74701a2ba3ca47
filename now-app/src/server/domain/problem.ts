import type { AppProblem, ProblemCode } from '@alert-relay/shared-types';

/** The contract's table of codes; the app carries no npm code, a contract test compares the two. */
export const problemStatus: Readonly<Record<ProblemCode, number>> = {
  invalid_request: 400,
  table_not_allowed: 400,
  not_found: 404,
  claim_held: 409,
  not_ready: 409,
  record_deleted: 410,
  too_large: 413,
  write_refused: 422,
  attachment_withheld: 422,
  internal: 500,
};

/** An answer that refuses: what the caller reads, and the code that decides the status. */
export interface Refusal {
  readonly code: ProblemCode;
  readonly message: string;
  readonly field?: string;
  readonly retryAfterSeconds?: number;
}

export function toProblem(refusal: Refusal): AppProblem {
  return {
    problem: {
      code: refusal.code,
      message: refusal.message,
      ...(refusal.field === undefined ? {} : { field: refusal.field }),
      ...(refusal.retryAfterSeconds === undefined
        ? {}
        : { retry_after: refusal.retryAfterSeconds }),
    },
  };
}
