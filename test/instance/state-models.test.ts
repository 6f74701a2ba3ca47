import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from './create-instance.ts';
import { createTestClient, type TestClient } from './testing/client.ts';

let instance: Instance;
let admin: TestClient;

beforeAll(async () => {
  instance = await createInstance({ demoData: false, scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
});

afterAll(async () => {
  await instance.close();
});

async function created(table: string, fields: Record<string, string>): Promise<string> {
  const answer = await admin.post(`/api/now/table/${table}`, {
    short_description: 'a',
    ...fields,
  });
  expect(answer.status).toBe(201);
  return `/api/now/table/${table}/${answer.result['sys_id']}`;
}

describe('a problem', () => {
  test('begins as New, whatever the caller sends', async () => {
    const path = await created('problem', { state: '104' });

    expect((await admin.get(path)).result['state']).toBe('101');
  });

  test('may begin in Assess', async () => {
    const path = await created('problem', { state: '102' });

    expect((await admin.get(path)).result['state']).toBe('102');
  });

  test.each([
    ['problem', '102'],
    ['problem_task', '152'],
  ])('a %s goes to Assess at once when it names who works on it', async (table, state) => {
    const created = await admin.post(`/api/now/table/${table}`, {
      short_description: 'a',
      assigned_to: '6816f79cc0a8016401c5a33be04be441',
    });

    expect(created.result).toMatchObject({ state });
  });

  test('moves as its model allows', async () => {
    const path = await created('problem', {});

    const answer = await admin.patch(path, { state: '102' });

    expect([answer.status, answer.result['state']]).toEqual([200, '102']);
  });

  test('stays where it is when its model does not allow the move, with 200', async () => {
    const path = await created('problem', {});

    const answer = await admin.patch(path, { state: '104' });

    expect([answer.status, answer.result['state'], answer.result['sys_mod_count']]).toEqual([
      200,
      '101',
      '0',
    ]);
  });
});

describe('a change', () => {
  test('begins as New, whatever the caller sends', async () => {
    const path = await created('change_request', { state: '-1' });

    expect((await admin.get(path)).result['state']).toBe('-5');
  });

  test('is refused a move that its model does not have, by name', async () => {
    const path = await created('change_request', {});

    const answer = await admin.patch(path, { state: '-1' });

    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({
      error: {
        message: 'Operation Failed',
        detail: expect.stringMatching(
          /^Operation against file 'change_request' was aborted by Business Rule 'Change Model: Check State Transition\^\w+'\. Business Rule Stack:Change Model: Check State Transition$/,
        ),
      },
    });
  });

  test.each([
    ['normal', '-4'],
    ['standard', '-2'],
    ['emergency', '-3'],
  ])('of type %s goes from New to %s', async (type, next) => {
    const path = await created('change_request', { type });

    const answer = await admin.patch(path, { state: next });

    expect([answer.status, answer.result['state']]).toEqual([200, next]);
  });
});
