import { expect, test } from 'vitest';
import { createSeldom } from './seldom.ts';

test('the same comes once a minute, and knows how often it was left out', () => {
  let now = 0;
  const done: string[] = [];
  const seldom = createSeldom({ now: () => now });
  const look = (name: string) => seldom(name, (leftOut) => done.push(`${name} ${leftOut}`));

  for (; now < 60_000; now += 500) look('lanes');
  look('lanes');
  look('configuration');

  expect(done).toEqual(['lanes 0', 'lanes 119', 'configuration 0']);
});
