import { expect, test } from 'vitest';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

test.each([
  ['open', 'firing'],
  ['acknowledged', 'acknowledged'],
  ['closed', 'resolved'],
  ['another', 'firing'],
])('an alert that is %s is %s', (state, status) => {
  expect(normalize(Payload.parse({ id: 7, state }))).toMatchObject([{ fingerprint: '7', status }]);
});
