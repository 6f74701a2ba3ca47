import type { BatchAnswer, BatchOutcome } from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import {
  notReached,
  parseBatchRequest,
  toOutcome,
  type BatchItem,
} from '../domain/batch-request.ts';
import type { UpsertResult } from '../domain/upsert.ts';
import { attempt, readJson, respond, type Answer } from '../glide/respond.ts';
import { runCommand } from '../glide/run-command.ts';

/** Well below the quota that an instance sets for a REST call, commonly a minute. */
const longestMs = 25_000;

export function batchTasks(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(request));
}

function answer(request: RESTAPIRequest): Answer {
  const parsed = readJson(request, parseBatchRequest);
  if (!parsed.ok) return parsed;
  const stopAt = Date.now() + longestMs;
  const outcomes: BatchOutcome[] = parsed.value.map((item) =>
    toOutcome(item.key, Date.now() < stopAt ? run(item) : { ok: false, refusal: notReached }),
  );
  const body: BatchAnswer = { outcomes };
  return { ok: true, body };
}

function run({ key, command }: BatchItem): UpsertResult {
  return command.ok
    ? attempt(`a command for ${key}`, () => runCommand(key, command.value))
    : command;
}
