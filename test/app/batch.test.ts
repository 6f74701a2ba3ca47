import { BatchAnswer } from '@alert-relay/shared-types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import {
  api,
  newCommand,
  newKey,
  startAppInstance,
  type AppInstance,
} from './support/app-instance.ts';
import { copyWithChange } from './support/copy-with-change.ts';

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

test('commands that a call does not reach within its time are left for the next one', async () => {
  await using folder = await createTemporaryFolder('late');
  const late = copyWithChange(folder.path, {
    where: 'rest/batch-tasks.ts</path>',
    from: 'longestMs = 25_000',
    to: 'longestMs = 0',
  });
  await using hasty = await startAppInstance({ app: late });
  const key = newKey();

  const answer = await hasty.relay.post(`${api}/tasks/batch`, {
    commands: [{ key, command: newCommand() }],
  });

  expect(BatchAnswer.parse(answer.result).outcomes).toMatchObject([
    { key, status: 409, problem: { code: 'claim_held', retry_after: 0 } },
  ]);
  expect(await hasty.rows('incident', `correlation_id=${key}`)).toEqual([]);
});

test('what fails inside the app is logged with the call that it was, a command of a batch with its key', async () => {
  await using folder = await createTemporaryFolder('failing');
  const failing = copyWithChange(folder.path, {
    where: 'glide/run-command.ts</path>',
    from: 'return upsert(',
    to: "throw new Error('on purpose'); return upsert(",
  });
  await using broken = await startAppInstance({ app: failing, provoked: ['on purpose'] });
  const [alone, among] = [newKey(), newKey()];

  const answer = await broken.relay.put(`${api}/tasks/${alone}`, newCommand());
  await broken.relay.post(`${api}/tasks/batch`, {
    commands: [{ key: among, command: newCommand() }],
  });

  expect(answer.status).toBe(500);
  const logged = await broken.rows('syslog', 'messageLIKEon purpose');
  expect(logged.map(({ message }) => String(message)).toSorted()).toEqual([
    `Alert Relay: a call of ${api}/tasks/${alone} failed: Error: on purpose`,
    `Alert Relay: a command for ${among} failed: Error: on purpose`,
  ]);
});
