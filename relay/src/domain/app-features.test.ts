import { features } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import { fitCommand } from './app-features.ts';
import { sampleUpsertRequest } from './samples.ts';

const plain = sampleUpsertRequest({ fields: { impact: '1' } });
const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
const record = 'a'.repeat(32);

test('an app that knows everything gets the command as it is', () => {
  const request = { ...plain, traceparent, note_on: record };

  expect(fitCommand(request, new Set(features))).toEqual({ kind: 'fits', request });
});

test('an app of the first version gets a plain command as it is, and none of the trace', () => {
  expect(fitCommand(plain, new Set())).toEqual({ kind: 'fits', request: plain });
  expect(fitCommand({ ...plain, traceparent }, new Set())).toEqual({
    kind: 'fits',
    request: plain,
  });
});

test.each([
  ['note_on', { note_on: record }],
  ['adopt', { adopt: { table: 'incident', sys_id: record } }],
] as const)('a command with %s waits for an app that knows it', (feature, part) => {
  const known = new Set(features.filter((one) => one !== feature));

  expect(fitCommand({ ...plain, ...part }, known)).toEqual({ kind: 'needs', feature });
});
