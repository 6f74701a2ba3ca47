import { z } from 'zod';
import { TaskKey } from './key.ts';
import { AppProblem } from './problem.ts';
import { UpsertAnswer, UpsertRequest } from './tasks.ts';

/**
 * `POST /tasks/batch`: several commands in one call, applied one after the other in this order. Each
 * has its own outcome; one that is refused does not hold back the others.
 */
export const BatchRequest = z.strictObject({
  commands: z
    .array(z.strictObject({ key: TaskKey, command: UpsertRequest }))
    .min(1)
    .max(100),
});
export type BatchRequest = z.output<typeof BatchRequest>;

/** What a call of its own would have answered. */
export const BatchOutcome = z.union([
  z.object({ key: z.string(), status: z.literal(200), answer: UpsertAnswer }),
  z.object({ key: z.string(), status: z.int(), problem: AppProblem.shape.problem }),
]);
export type BatchOutcome = z.output<typeof BatchOutcome>;

/**
 * The outcomes, in the order of the commands. Commands that the app did not reach within its time are
 * answered with `claim_held`: send them again.
 */
export const BatchAnswer = z.object({ outcomes: z.array(BatchOutcome) });
export type BatchAnswer = z.output<typeof BatchAnswer>;
