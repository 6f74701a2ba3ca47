import { expect, test } from 'vitest';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

function read(body: object) {
  return normalize(Payload.parse(body))[0];
}

test.each([
  ['OPEN', 'firing'],
  ['RESOLVED', 'resolved'],
  ['CLOSED', 'resolved'],
  ['MERGED', 'resolved'],
])('%s says %s', (State, status) => {
  expect(read({ PID: '-64_16V2', State })).toMatchObject({ fingerprint: '-64_16V2', status });
});

test.each([
  ['AVAILABILITY', 'critical'],
  ['ERROR', 'high'],
  ['PERFORMANCE', 'warning'],
  ['RESOURCE_CONTENTION', 'warning'],
  ['CUSTOM_ALERT', 'warning'],
  ['Another one', 'unknown'],
])('a problem of the kind %s is %s', (ProblemSeverity, severity) => {
  expect(read({ pid: '1', ProblemSeverity })?.severity).toBe(severity);
});

test('times and severity come from the details, which may be named either way', () => {
  const details = {
    startTime: 1_641_223_491_837,
    endTime: 1_641_223_766_597,
    severityLevel: 'ERROR',
  };
  const expected = { startedAt: details.startTime, endedAt: details.endTime, severity: 'high' };

  expect(read({ PID: 1, State: 'RESOLVED', ProblemDetails: details })).toMatchObject(expected);
  expect(read({ PID: 1, State: 'RESOLVED', ProblemDetailsJSON: details })).toMatchObject(expected);
});

test('an open problem has no end, although its details have a number there', () => {
  expect(
    read({ PID: 1, State: 'OPEN', ProblemDetailsJSON: { endTime: -1 } })?.endedAt,
  ).toBeUndefined();
});

test('what a test send left unfilled counts as absent', () => {
  expect(read({ PID: '{PID}', ProblemID: '999', Tags: '{Tags}' })).toMatchObject({
    fingerprint: '999',
    labels: { problem: '999' },
  });
  expect(Payload.safeParse({ PID: '{PID}', ProblemID: '{ProblemID}' }).success).toBe(false);
});
