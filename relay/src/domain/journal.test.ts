import { expect, test } from 'vitest';
import { nameEntries, readRendered } from './journal.ts';

const history = `2026-11-22 00:20:10 - Beth Anglin (Additional comments)
It is the disk - of db1 (again)
and nothing else.

2026-11-22 00:15:00 - System Administrator (Additional comments)
Looking into it.

`;

test('a history as people see it gives its entries, oldest first', () => {
  expect(readRendered('comments', history)).toEqual([
    {
      element: 'comments',
      text: 'Looking into it.',
      author: 'System Administrator',
      createdOn: undefined,
      shownOn: '2026-11-22 00:15:00',
    },
    {
      element: 'comments',
      text: 'It is the disk - of db1 (again)\nand nothing else.',
      author: 'Beth Anglin',
      createdOn: undefined,
      shownOn: '2026-11-22 00:20:10',
    },
  ]);
});

test.each([
  ['another date format', '22/11/2026 00:20:10 - Beth Anglin (Zusätzliche Kommentare)\nHi.\n\n', 1],
  ['a twelve-hour clock', '22-11-2026 12:20:10 AM - Beth (Work notes)\nHi.\n\n', 1],
  ['nothing', '', 0],
])('%s is read as well', (_name, text, count) => {
  expect(readRendered('comments', text)).toHaveLength(count);
});

test('an entry has the same id whichever way it was read, and a repeated text another one', () => {
  const [rendered] = nameEntries('1'.repeat(32), readRendered('comments', history));
  const asRow = {
    element: 'comments',
    text: 'Looking into it.',
    author: 'admin',
    createdOn: '2026-11-22 08:15:00',
    shownOn: '2026-11-22 08:15:00',
  } as const;
  const [row, repeated] = nameEntries('1'.repeat(32), [asRow, asRow]);

  expect(row?.id).toBe(rendered?.id);
  expect(repeated?.id).not.toBe(row?.id);
});
