import { expect, test } from 'vitest';
import { createLine } from './line.ts';

test('lanes leave a line in the order in which they came, each once', () => {
  const line = createLine();
  for (const lane of ['a', 'b', 'c', 'b']) line.add(lane);

  expect(line.shift()).toBe('a');
  expect(line.delete('b')).toBe(true);
  line.add('a');

  expect([line.shift(), line.shift(), line.shift()]).toEqual(['c', 'a', undefined]);
  expect(line.size()).toBe(0);
});

test('what comes to a line after it was empty leaves it too', () => {
  const line = createLine();
  expect(line.shift()).toBe(undefined);

  line.add('a');

  expect(line.has('a')).toBe(true);
  expect(line.shift()).toBe('a');
  expect(line.has('a')).toBe(false);
});
