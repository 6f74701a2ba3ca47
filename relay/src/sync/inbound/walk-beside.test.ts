import { expect, test } from 'vitest';
import { sampleConnection } from '../../domain/samples.ts';
import { walkBeside } from './walk-beside.ts';

const connection = sampleConnection({ mode: 'table', changes: 'pull' });
const NOW = Date.UTC(2026, 10, 22, 8);

async function walk(updatedOn: string): Promise<string | undefined> {
  let watermark: string | undefined = '2026-11-22 07:00:00';
  const pages = [{ changes: [], next: { updatedOn, sysId: '1'.repeat(32) } }];
  const deps = {
    watermarks: {
      find: async () => watermark,
      record: async (_table: string, reached: string) => void (watermark = reached),
    },
    keepChanges: async () => undefined,
    clock: { now: () => NOW },
    isStopped: () => false,
  };
  await walkBeside(
    deps,
    connection,
    'sys_audit_delete',
    async () => pages.shift() ?? { changes: [], next: undefined },
  );
  return watermark;
}

test.each([
  ['reaches what was read last', '2026-11-22 07:30:00', '2026-11-22 07:30:00'],
  ['is never in the future', '2031-01-01 00:00:00', '2026-11-22 08:00:00'],
])('L24 the watermark %s', async (_what, updatedOn, reached) => {
  expect(await walk(updatedOn)).toBe(reached);
});

test('L24 the first walk begins now, and each begins again a little before where the last one ended', async () => {
  const asked: string[] = [];
  let watermark: string | undefined;
  const kept: number[] = [];
  const deps = {
    watermarks: {
      find: async () => watermark,
      record: async (_table: string, reached: string) => void (watermark = reached),
    },
    keepChanges: async (_connection: unknown, changes: readonly unknown[]) =>
      void kept.push(changes.length),
    clock: { now: () => NOW },
    isStopped: () => false,
  };

  await walkBeside(deps, connection, 'sys_attachment', async ({ updatedOn }) => {
    asked.push(updatedOn);
    return { changes: [], next: undefined };
  });

  expect(asked).toEqual(['2026-11-22 07:55:00']);
  expect(watermark).toBe('2026-11-22 08:00:00');
  // Also what the last page brings is kept.
  expect(kept).toEqual([0]);
});
