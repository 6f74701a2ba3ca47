import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { keptFile, toKeptText } from './results.ts';

test('figures are kept as the formatter wants them', async () => {
  const kept = readFileSync(keptFile, 'utf8');

  expect(await toKeptText(z.record(z.string(), z.unknown()).parse(JSON.parse(kept)))).toBe(kept);
});
