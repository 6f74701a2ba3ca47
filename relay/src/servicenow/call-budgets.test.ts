import { beforeEach, describe, expect, test } from 'vitest';
import { sampleConnection } from '../domain/samples.ts';
import { type CallBudgets, createCallBudgets } from './call-budgets.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const END = NOON + 3_600_000;
const connection = sampleConnection();

let now: number;
let budgets: CallBudgets;
let noted: unknown[];

beforeEach(() => {
  now = NOON;
  noted = [];
  budgets = createCallBudgets({
    clock: { now: () => now },
    onNote: ({ name }, { left, limit }) => noted.push([name, left, limit]),
  });
});

/** Answers that were counted under a rule. */
function answer(times: number, limit: number, rule = 'r', status = 200): void {
  const headers = {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-reset': String(END / 1000),
    'x-ratelimit-rule': rule,
  };
  for (let time = 0; time < times; time += 1) budgets.note(connection, { status, headers });
}

const spend = (calls: number, limit: number, isUrgent = false): Promise<void> =>
  budgets.spend(connection, isUrgent, async () => answer(calls, limit));

test('answers without a rule are counted by none', async () => {
  await budgets.spend(connection, false, async () =>
    budgets.note(connection, { status: 429, headers: { 'retry-after': '7' } }),
  );

  expect(noted).toEqual([]);
  expect(budgets.leftOf(connection)).toBeUndefined();
  expect(budgets.nextAt(connection, false)).toBeUndefined();
  expect(() => budgets.assertSpare(connection)).not.toThrow();
});

test('what is left is by the tightest rule, and of each connection its own', () => {
  answer(1, 100, 'wide');
  answer(3, 10, 'narrow');
  answer(1, 100, 'wide');

  expect(budgets.leftOf(connection)).toMatchObject({ limit: 10, left: 7 });
  expect(noted.at(-1)).toEqual(['prod', 7, 10]);
  expect(budgets.leftOf(sampleConnection({ name: 'other' }))).toBeUndefined();
});

test('one that is gone leaves nothing to another of its name', () => {
  answer(1, 10, 'r', 429);

  budgets.forget(connection);

  expect(budgets.leftOf(connection)).toBeUndefined();
  expect(budgets.nextAt(connection, false)).toBeUndefined();
});

test('429 leaves nothing, whatever was counted', () => {
  answer(1, 10, 'r', 429);

  expect(budgets.leftOf(connection)).toMatchObject({ left: 0 });
});

describe('commands', () => {
  test('cost what the last of them took', async () => {
    await spend(8, 10, true);
    // Eight more are not left.
    expect(budgets.nextAt(connection, true)).toBe(END);

    await spend(1, 10, true);

    expect(budgets.nextAt(connection, true)).toBeUndefined();
  });

  test('that are under way count before they are answered', async () => {
    await spend(8, 10, true);
    await spend(1, 10, true);
    const answered = Promise.withResolvers<void>();

    const underWay = budgets.spend(connection, true, () => answered.promise);
    expect(budgets.nextAt(connection, true)).toBe(END);
    answered.resolve();
    await underWay;

    expect(budgets.nextAt(connection, true)).toBeUndefined();
  });

  test('that fail are not under way any more', async () => {
    await spend(8, 10, true);
    await spend(1, 10, true);

    const failing = budgets.spend(connection, true, () => Promise.reject(new TypeError('cut')));
    await expect(failing).rejects.toThrow('cut');

    expect(budgets.nextAt(connection, true)).toBeUndefined();
  });

  test.each([
    ['one that was not urgent', false, NOON + Math.ceil(3_600_000 / 19)],
    ['one that was', true, undefined],
  ])('keep apart from %s', async (_what, isUrgent, at) => {
    answer(60, 100);
    await spend(1, 100, isUrgent);

    const next = budgets.nextAt(connection, false);

    expect(next === undefined ? undefined : Math.ceil(next)).toBe(at);
  });

  test('are not held back by a rule that only polls are counted under, and polls are', () => {
    answer(10, 10);

    expect(budgets.nextAt(connection, true)).toBeUndefined();
    expect(() => budgets.assertSpare(connection)).toThrow(
      expect.objectContaining({
        code: 'SERVICENOW_RATE_LIMITED',
        retryAfterMs: 3_600_000,
        details: { connection: 'default/prod', rationed: true },
      }),
    );
  });
});

test('what delivers nothing keeps apart from its kind', () => {
  answer(60, 100);

  budgets.assertSpare(connection);
  expect(() => budgets.assertSpare(connection)).toThrow('for delivering');
  now += 3_600_000 / 20;
  budgets.assertSpare(connection);

  expect(() => budgets.assertSpare(connection)).toThrow('for delivering');
});
