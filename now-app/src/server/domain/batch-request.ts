import type { BatchOutcome, UpsertRequest } from '@alert-relay/shared-types';
import { invalid, isObject, readBody, type Checked } from './checks.ts';
import { problemStatus, toProblem, type Refusal } from './problem.ts';
import { checkKey, parseUpsertRequest } from './upsert-request.ts';
import type { UpsertResult } from './upsert.ts';

const mostCommands = 100;

/** One command of a batch; a wrong one is refused alone, at its place. */
export interface BatchItem {
  readonly key: string;
  readonly command: Checked<UpsertRequest>;
}

export function parseBatchRequest(body: unknown): Checked<readonly BatchItem[]> {
  if (!isObject(body)) return { ok: false, refusal: invalid('', 'a JSON object') };
  const reader = readBody(body, '');
  const raw = reader.raw('commands');
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > mostCommands) {
    reader.fail('commands', `a list of 1 to ${mostCommands} commands`);
    return reader.finish([]);
  }
  return reader.finish(raw.map((item, index) => parseItem(item, `commands[${index}]`)));
}

function parseItem(item: unknown, path: string): BatchItem {
  if (!isObject(item)) {
    return { key: '', command: { ok: false, refusal: invalid(path, 'an object') } };
  }
  const key = typeof item['key'] === 'string' ? item['key'] : '';
  const wrongKey = checkKey(key);
  const command: Checked<UpsertRequest> =
    wrongKey === undefined ? parseUpsertRequest(item['command']) : { ok: false, refusal: wrongKey };
  return {
    key,
    command: command.ok ? command : { ok: false, refusal: within(path, command.refusal) },
  };
}

/** The path of a field inside the batch. */
function within(path: string, refusal: Refusal): Refusal {
  const inner = refusal.field === 'key' ? 'key' : `command.${refusal.field ?? ''}`;
  return { ...refusal, field: `${path}.${inner}`.replace(/\.$/, '') };
}

export function toOutcome(key: string, result: UpsertResult): BatchOutcome {
  return result.ok
    ? { key, status: 200, answer: result.answer }
    : { key, status: problemStatus[result.refusal.code], ...toProblem(result.refusal) };
}

/** The time of the call is over; nothing was done about this command. */
export const notReached: Refusal = {
  code: 'claim_held',
  message: 'The app did not reach this command within the time of one call',
  retryAfterSeconds: 0,
};
