import { expect, test } from 'vitest';
import { judgeDestinationAnswer } from './destination-answer.ts';

const date = 'Fri, 20 Nov 2026 08:00:00 GMT';

test.each([
  [{ 'retry-after': '7' }, 7_000],
  [{ 'retry-after': '0' }, 0],
  // The other form of the header (RFC 9110, 10.2.3) counts from the clock of whoever answers.
  [{ 'retry-after': 'Fri, 20 Nov 2026 08:02:00 GMT', date }, 120_000],
  [{ 'retry-after': 'Fri, 20 Nov 2026 08:02:00 GMT' }, undefined],
  [{ 'retry-after': 'soon 7', date }, undefined],
  [{ 'retry-after': '-5' }, undefined],
  [{ date }, undefined],
])('%j asks for %s ms', (headers, retryAfterMs) => {
  expect(judgeDestinationAnswer(429, headers, [])).toEqual({
    kind: 'failed',
    code: 'DESTINATION_UNAVAILABLE',
    retryAfterMs,
  });
});

test.each([
  [200, 'done'],
  [299, 'done'],
  [302, 'DESTINATION_REFUSED'],
  [400, 'DESTINATION_REFUSED'],
  [404, 'done'],
  [408, 'DESTINATION_UNAVAILABLE'],
  [425, 'DESTINATION_UNAVAILABLE'],
  [500, 'DESTINATION_UNAVAILABLE'],
])('%i, where 404 says that it is done already, is %s', (status, expected) => {
  const verdict = judgeDestinationAnswer(status, {}, [404]);

  expect(verdict.kind === 'failed' ? verdict.code : verdict.kind).toBe(expected);
});
