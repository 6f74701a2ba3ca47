import { BatchAnswer, BatchRequest } from '@alert-relay/shared-types';
import { describe, expect, test } from 'vitest';
import { notReached, parseBatchRequest, toOutcome } from './batch-request.ts';

const key = 'a'.repeat(64);
const command = {
  event_id: 'e1',
  seq: 1,
  table: 'incident',
  workspace: 'default',
  connection: 'prod',
  source: 'prometheus',
  episode: 1,
  correlation_display: '',
  fields: {},
  notes: [],
};

describe('the body of a batch', () => {
  test('that fits the contract is handed on in its order', () => {
    const body = { commands: [{ key, command }] };

    expect(parseBatchRequest(body)).toEqual({
      ok: true,
      value: [{ key, command: { ok: true, value: command } }],
    });
    expect(BatchRequest.safeParse(body).success).toBe(true);
  });

  test.each([[{}], [{ commands: [] }], [{ commands: Array.from({ length: 101 }, () => command) }]])(
    'that is no list of 1 to 100 commands is refused as a whole',
    (body) => {
      expect(parseBatchRequest(body)).toMatchObject({ refusal: { field: 'commands' } });
    },
  );

  test.each<[unknown, string]>([
    ['text', 'commands[1]'],
    [{ key: 'abc', command }, 'commands[1].key'],
    [{ key, command: { ...command, seq: 0 } }, 'commands[1].command.seq'],
    [{ key }, 'commands[1].command'],
  ])('with the wrong command %j is refused at that place alone', (wrong, field) => {
    const parsed = parseBatchRequest({ commands: [{ key, command }, wrong] });

    expect(parsed).toMatchObject({
      ok: true,
      value: [{ command: { ok: true } }, { command: { ok: false, refusal: { field } } }],
    });
  });
});

test('an outcome that was not reached has the form of the contract', () => {
  const outcome = toOutcome(key, { ok: false, refusal: notReached });

  expect(BatchAnswer.parse({ outcomes: [outcome] })).toMatchObject({
    outcomes: [{ key, status: 409, problem: { code: 'claim_held', retry_after: 0 } }],
  });
});
