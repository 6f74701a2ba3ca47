import { expect, test } from 'vitest';
import { toConnectionKey } from './connection-key.ts';

test('two connections never share a key, whatever their names hold', () => {
  const names = ['a', 'b', 'a/b', 'b/a', 'a%2Fb', 'a%252Fb', '%', '/'];
  const keys = names.flatMap((workspace) => names.map((name) => toConnectionKey(workspace, name)));

  expect(new Set(keys).size).toBe(names.length ** 2);
});
