import { expect, test } from 'vitest';
import { loadTogether } from './load-together.ts';

test('what is asked for at the same moment is one question, and each gets its own answer', async () => {
  const asked: (readonly string[])[] = [];
  const lengthOf = loadTogether(async (texts: readonly string[]) => {
    asked.push(texts);
    return (text: string) => text.length;
  });

  const lengths = await Promise.all(['a', 'bb', 'ccc'].map(lengthOf));
  const later = await lengthOf('bb');

  expect([...lengths, later]).toEqual([1, 2, 3, 2]);
  expect(asked).toEqual([['a', 'bb', 'ccc', 'a'], ['bb']]);
});

test('a question that fails fails for all who asked, and not for those who ask later', async () => {
  let isBroken = true;
  const find = loadTogether(async () => {
    if (isBroken) throw new TypeError('no store');
    return (text: string) => text;
  });

  const outcomes = await Promise.allSettled([find('a'), find('b')]);
  isBroken = false;

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(find('a')).resolves.toBe('a');
});
