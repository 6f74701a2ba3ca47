import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { keep, keptFolder } from './kept.ts';

test.each([
  ['a folder', true],
  ['a file', false],
])('of instances that start at once each may make %s: one is kept, whole', async (_, isFolder) => {
  const name = `test-${process.pid}`;
  const whole = path.join(keptFolder(), name);
  const both = Promise.withResolvers<void>();
  let made = 0;
  const make = async (part: string): Promise<void> => {
    if (isFolder) mkdirSync(part);
    writeFileSync(isFolder ? path.join(part, 'program') : part, 'whole');
    made += 1;
    if (made === 2) both.resolve();
    await both.promise;
  };

  try {
    await Promise.all([keep(name, make), keep(name, make)]);

    expect(readFileSync(isFolder ? path.join(whole, 'program') : whole, 'utf8')).toBe('whole');
    expect(readdirSync(keptFolder()).filter((one) => one.startsWith(name))).toEqual([name]);
  } finally {
    rmSync(whole, { recursive: true, force: true });
  }
});
