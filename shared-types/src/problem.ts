import { z } from 'zod';

/**
 * Every refusal of the app. A scripted REST body reaches the caller as `{"result": …}`, so on the
 * wire this is `{"result": {"problem": {…}}}` with the status of the table below.
 */
export const problemCodes = {
  /** The body breaks the contract; `field` says where. */
  invalid_request: 400,
  /** The table is not among those the app may write. */
  table_not_allowed: 400,
  /** Nothing is known under this key. */
  not_found: 404,
  /** Another request is creating this record now; try again after `retry_after` seconds. */
  claim_held: 409,
  /** ServiceNow has not stored the whole file yet; try again after `retry_after` seconds. */
  not_ready: 409,
  /** The record of this key was deleted in ServiceNow; it is not created again. */
  record_deleted: 410,
  /** The body is larger than the app accepts. */
  too_large: 413,
  /** A business rule, data policy or ACL of the instance refused the write; the message says which. */
  write_refused: 422,
  /** An administrator lets this kind or size of file not leave the instance. */
  attachment_withheld: 422,
  /** The app failed; the instance's log has more. */
  internal: 500,
} as const satisfies Record<string, number>;
export type ProblemCode = keyof typeof problemCodes;

export const AppProblem = z.object({
  problem: z.object({
    code: z.string(),
    message: z.string(),
    /** Path of the offending field, `fields.impact` or `notes[2].text`. */
    field: z.string().optional(),
    /** Seconds. */
    retry_after: z.number().optional(),
  }),
});
export type AppProblem = z.output<typeof AppProblem>;
