import { expect, test } from 'vitest';
import { createIds, firstIdAt, timeOfId } from './ids.ts';

test('ids are unique and sort in the order in which they were made, even when the clock steps back', () => {
  const times = [1000, 1000, 999, 1001, 1001, 500];
  const newId = createIds(() => times.shift() ?? 1001);
  const ids = Array.from({ length: 100_000 }, newId);

  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  expect(ids[0]).toMatch(/^0000000003e80000[0-9a-f]{16}$/);
});

test('an id tells when it was made', () => {
  const id = createIds(() => 1_795_000_000_123)();

  expect(timeOfId(id)).toBe(1_795_000_000_123);
  expect(firstIdAt(1_795_000_000_123) <= id && id < firstIdAt(1_795_000_000_124)).toBe(true);
  expect([timeOfId(''), timeOfId('merge-1'), timeOfId(id.toUpperCase())]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
