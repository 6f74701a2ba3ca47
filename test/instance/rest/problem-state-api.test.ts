import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createTestClient, type TestAnswer, type TestClient } from '../testing/client.ts';

let instance: Instance;
let admin: TestClient;

beforeAll(async () => {
  instance = await createInstance({ demoData: false, scheduledJobs: false });
  admin = createTestClient(instance.url, instance.admin);
});

afterAll(async () => {
  await instance.close();
});

const adminId = '6816f79cc0a8016401c5a33be04be441';

async function createProblem(): Promise<string> {
  const created = await admin.post('/api/now/table/problem', {
    short_description: 'The mail server restarts',
    state: '102',
    assigned_to: adminId,
  });
  return String(created.result['number']);
}

const move = (number: string, state: string, body: object): Promise<TestAnswer> =>
  admin.patch(`/api/x_rhtpp_ansible/problem/${number}/new_state/${state}`, body);

describe('moving a problem with the store app of servicenow.itsm', () => {
  test('goes through analysis and fix to resolved', async () => {
    const number = await createProblem();
    const notes = { cause_notes: 'a leak', fix_notes: 'more memory' };

    const analysis = await move(number, '103', {});
    const fix = await move(number, '104', notes);
    const resolved = await move(number, '106', { resolution_code: 'fix_applied' });

    expect([analysis, fix, resolved].map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(resolved.result).toMatchObject({
      ...notes,
      number,
      state: '106',
      problem_state: '106',
      assigned_to: adminId,
    });
  });

  test.each([
    ['106', {}, 400, 'Problem state transition from state 102 to 106 is not possible.'],
    ['999', {}, 400, 'Given new state 999 is not a valid state.'],
    ['107', {}, 400, 'Missing field resolution_code.'],
    [
      '107',
      { resolution_code: 'magic' },
      400,
      'resolution_code is set to magic, which is not a valid value.',
    ],
    [
      '107',
      { resolution_code: 'duplicate', fix_notes: 'a', cause_notes: 'b' },
      400,
      'Missing field duplicate_of.',
    ],
  ])('to %s with %j is refused with its reason', async (state, body, status, message) => {
    const answer = await move(await createProblem(), state, body);

    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error: { message } });
  });

  test('of a number that does not exist is 404', async () => {
    const answer = await move('PRB9999999', '103', {});

    expect(answer.status).toBe(404);
  });
});
