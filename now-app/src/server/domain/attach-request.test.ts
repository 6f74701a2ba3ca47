import { AttachRequest } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import { parseAttachRequest } from './attach-request.ts';

const good = { id: 'a1', name: 'graph.png', content_type: 'image/png', content: 'aGVsbG8=' };

test('a file that fits the contract is handed on as it is', () => {
  expect(parseAttachRequest(good)).toEqual({ ok: true, value: good });
  expect(AttachRequest.safeParse(good).success).toBe(true);
});

test.each([
  [{ ...good, content: 'no base64!' }, 'content'],
  [{ ...good, content: '' }, 'content'],
  [{ ...good, content: 'abcde' }, 'content'],
  [{ ...good, content_type: 'image' }, 'content_type'],
  [{ ...good, name: '' }, 'name'],
  [{ ...good, more: 1 }, 'more'],
])('the file %j is refused, and so it is by the contract', (body, field) => {
  expect(parseAttachRequest(body)).toMatchObject({ refusal: { field } });
  expect(AttachRequest.safeParse(body).success).toBe(false);
});
