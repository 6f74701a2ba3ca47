import { BatchAnswer } from '@alert-relay/shared-types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  api,
  newCommand,
  newKey,
  startAppInstance,
  type AppInstance,
} from './support/app-instance.ts';

let app: AppInstance;

beforeAll(async () => {
  app = await startAppInstance();
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
});

async function send(commands: readonly unknown[]): Promise<BatchAnswer['outcomes']> {
  const answer = await app.relay.post(`${api}/tasks/batch`, { commands });
  expect(answer.status, answer.text).toBe(200);
  return BatchAnswer.parse(answer.result).outcomes;
}

test('L15 each command of a batch has its own outcome, in the order of the commands', async () => {
  const [key, other] = [newKey(), newKey()];

  const outcomes = await send([
    { key, command: newCommand() },
    { key: other, command: newCommand({ fields: { state: '6' } }) },
    { key, command: newCommand({ seq: 2 }) },
    { key, command: newCommand({ seq: 1 }) },
    { key: 'wrong', command: newCommand() },
  ]);

  expect(outcomes).toMatchObject([
    { status: 200, answer: { outcome: 'created' } },
    { status: 422, problem: { code: 'write_refused' } },
    { status: 200, answer: { outcome: 'updated', applied_seq: 2 } },
    { status: 200, answer: { outcome: 'stale', applied_seq: 2 } },
    { status: 400, problem: { field: 'commands[4].key' } },
  ]);
});

test('a hundred commands make a hundred records in one call', async () => {
  const commands = Array.from({ length: 100 }, () => ({ key: newKey(), command: newCommand() }));

  const outcomes = await send(commands);

  expect(outcomes.map((outcome) => outcome.status)).toEqual(commands.map(() => 200));
});
