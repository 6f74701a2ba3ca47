import { expect, test } from 'vitest';
import { createIds } from './ids.ts';

test('ids are unique and sort in the order in which they were made, even when the clock steps back', () => {
  const times = [1000, 1000, 999, 1001, 1001, 500];
  const newId = createIds(() => times.shift() ?? 1001);
  const ids = Array.from({ length: 100_000 }, newId);

  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  expect(ids[0]).toMatch(/^0000000003e80000[0-9a-f]{16}$/);
});
