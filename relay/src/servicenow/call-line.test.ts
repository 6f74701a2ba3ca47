import { expect, test } from 'vitest';
import { sampleConnection, sampleUpsertRequest } from '../domain/samples.ts';
import { type Command, createLine, isIdle, type Line } from './call-line.ts';

const command: Command = {
  inLane: (work) => work(),
  key: 'f'.repeat(64),
  request: sampleUpsertRequest(),
  succeed: () => undefined,
  fail: () => undefined,
};
const fill: Readonly<Record<string, (line: Line) => void>> = {
  urgent: ({ urgent }) => void urgent.push(command),
  waiting: ({ waiting }) => void waiting.push(command),
  asking: ({ asking }) => void asking.add({ startedAt: 0, fail: () => undefined }),
  calls: ({ calls }) => void calls.add({ startedAt: 0 }),
};

test('a line of which nothing waits and nothing is under way is idle', () => {
  expect(isIdle(createLine(sampleConnection()))).toBe(true);
});

test.each([
  ['urgent'],
  ['waiting'],
  ['asking'],
  ['calls'],
  ['waiting', 'asking'],
  ['waiting', 'calls'],
  ['urgent', 'waiting'],
  ['asking', 'calls'],
])('one with %s %s is not', (...parts) => {
  const line = createLine(sampleConnection());
  for (const part of parts) fill[part]?.(line);

  expect(isIdle(line)).toBe(false);
});
