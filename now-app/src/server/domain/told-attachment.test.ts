import { ChangeAttachment } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import { toldAttachment, type AttachedFile } from './told-attachment.ts';

const graph: AttachedFile = {
  sysId: 'c'.repeat(32),
  table: 'incident',
  record: 'b'.repeat(32),
  fileName: 'graph.png',
  contentType: 'image/png',
  sizeBytes: 1000,
  createdAt: '2026-01-31 12:00:00',
};
const limits = { types: ['image/png', 'image/jpeg'], maxBytes: 1000 };

test('a picture is told with its size, author and time, as the contract wants it', () => {
  const told = toldAttachment(graph, 'Beth Anglin', limits);

  expect(told).toEqual({
    sys_id: 'c'.repeat(32),
    file_name: 'graph.png',
    content_type: 'image/png',
    size_bytes: 1000,
    author: 'Beth Anglin',
    at: '2026-01-31T12:00:00Z',
  });
  expect(ChangeAttachment.safeParse(told).success).toBe(true);
});

test.each<[string, Partial<AttachedFile>, object]>([
  [
    'with parameters and capitals',
    { contentType: 'IMAGE/PNG; a=b' },
    { content_type: 'image/png' },
  ],
  ['that is one byte too large', { sizeBytes: 1001 }, { withheld: 'size' }],
])('a picture %s is told', (_what, change, expected) => {
  expect(toldAttachment({ ...graph, ...change }, 'Beth', limits)).toMatchObject(expected);
});

test.each<[string, Partial<AttachedFile>]>([
  ['of a kind that nobody allowed', { contentType: 'application/pdf' }],
  ['without a kind', { contentType: '' }],
  ['of an image column', { table: 'ZZ_YYincident' }],
])('a file %s is not told at all', (_what, change) => {
  expect(toldAttachment({ ...graph, ...change }, 'Beth', limits)).toBeUndefined();
});

test('nothing leaves where no kind is allowed', () => {
  expect(toldAttachment(graph, 'Beth', { ...limits, types: [] })).toBeUndefined();
});
