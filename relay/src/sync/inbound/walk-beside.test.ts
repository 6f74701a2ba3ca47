import { expect, test } from 'vitest';
import { sampleConnection } from '../../domain/samples.ts';
import { toServiceNowTime } from '../../domain/snapshot.ts';
import type { Cursor } from '../../servicenow/table/keyset.ts';
import { walkBeside } from './walk-beside.ts';

const connection = sampleConnection({ mode: 'table', changes: 'pull' });
const NOW = Date.UTC(2026, 10, 22, 8);

async function walk(updatedOn: string, now: number): Promise<string | undefined> {
  let watermark: string | undefined = '2026-11-22 07:00:00';
  const pages = [{ changes: [], next: { updatedOn, sysId: '1'.repeat(32) }, now }];
  const deps = {
    watermarks: {
      find: async () => watermark,
      record: async (_table: string, reached: string) => void (watermark = reached),
    },
    keepChanges: async () => undefined,
    clock: { now: () => NOW + 86_400_000 },
    isStopped: () => false,
  };
  await walkBeside(
    deps,
    connection,
    'sys_audit_delete',
    async () => pages.shift() ?? { changes: [], next: undefined, now },
  );
  return watermark;
}

test.each([
  ['reaches what was read last', '2026-11-22 07:30:00', '2026-11-22 07:30:00'],
  ['is never in the future of the instance', '2031-01-01 00:00:00', '2026-11-22 08:00:00'],
])('L24 the watermark %s', async (_what, updatedOn, reached) => {
  expect(await walk(updatedOn, NOW)).toBe(reached);
});

test.each([
  ['as late as it is here', NOW],
  ['of an hour ago', NOW - 3_600_000],
  ['of an hour from now', NOW + 3_600_000],
  ['that it does not say', undefined],
])(
  'D8 the first walk begins at the time of the instance, %s, a little before',
  async (_at, now) => {
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
    const read = async ({ updatedOn }: Cursor) => {
      asked.push(updatedOn);
      return { changes: [], next: undefined, now };
    };

    await walkBeside(deps, connection, 'sys_attachment', read);

    const there = now ?? NOW;
    expect(watermark).toBe(toServiceNowTime(there));
    expect(asked.at(-1)).toBe(toServiceNowTime(there - 300_000));
    // Also what the last page brings is kept; what is read to hear the time is not.
    expect(kept).toEqual([0]);
  },
);
