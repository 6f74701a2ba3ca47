import { expect, test } from 'vitest';
import { createSaySeldom } from './say-seldom.ts';

test('the same words come once a minute, with how often they were left out', () => {
  let now = 0;
  const lines: unknown[] = [];
  const say = createSaySeldom(
    { error: (fields: object, words?: string) => lines.push([words, fields]) },
    { now: () => now },
  );
  const away = new Error('connection refused');

  for (; now < 60_000; now += 500) say(away, 'lanes could not be looked after');
  say(away, 'lanes could not be looked after');
  say(away, 'what is configured could not be read');

  expect(lines).toEqual([
    ['lanes could not be looked after', { err: away }],
    ['lanes could not be looked after', { err: away, alsoSince: 119 }],
    ['what is configured could not be read', { err: away }],
  ]);
});
