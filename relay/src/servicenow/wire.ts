import { AppProblem } from '@alert-relay/shared-types';
import { z } from 'zod';
import { RelayError } from '../lib/errors.ts';

/** Where the app's scripted REST lives; `x_alrt` is the vendor prefix of its scope. */
export const APP_PATH = '/api/x_alrt_relay/v1';

/** ServiceNow wraps what a scripted REST resource returns. */
const Envelope = z.object({ result: z.unknown() });

/** How the app refuses, inside the same wrapping. */
export const WrappedProblem = z.object({ result: AppProblem });

const promised = {
  app: 'what the contract with the app promises, at',
  table: 'what the Table API promises, at',
} as const;
const cure = {
  app: ' App and relay may be of different versions.',
  table: ' The account may not be allowed to read what is named.',
} as const;

/** The result inside an answer that was classified as success. */
export function parseResult<Result extends z.ZodType>(
  schema: Result,
  json: unknown,
  attempted: string,
  api: 'app' | 'table' = 'app',
): z.output<Result> {
  const parsed = schema.safeParse(Envelope.safeParse(json).data?.result);
  if (parsed.success) return parsed.data;
  // Paths and kinds of fault only: a value could be anything.
  const faults = parsed.error.issues.map(
    ({ path, code }) => `${['result', ...path].join('.')} (${code})`,
  );
  throw new RelayError(
    'SERVICENOW_UNEXPECTED_ANSWER',
    `Could not ${attempted}: the answer is not ${promised[api]} ${faults.slice(0, 5).join(', ')}.${cure[api]}`,
  );
}
