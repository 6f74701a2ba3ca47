import { expect, test } from 'vitest';
import type { Readiness } from '../domain/readiness.ts';
import { toReadinessLines } from './readiness.ts';

const ready: Readiness = {
  route: 'ops',
  table: 'incident',
  isReady: true,
  findings: [],
  states: [],
  trial: undefined,
};

test('a route that fits is one line, with the states of the instance where they are known', () => {
  const states = [
    { value: '1', label: 'New' },
    { value: '6', label: 'Resolved' },
  ];

  expect(toReadinessLines(ready)).toEqual(['ops → incident: ready']);
  expect(toReadinessLines({ ...ready, states })).toEqual([
    'ops → incident: ready',
    '  states: 1 New, 6 Resolved',
  ]);
});

test('each finding and each step of a trial has its line', () => {
  const line = 'u_site (Site) is mandatory.';
  const finding = {
    kind: 'mandatory-without-value',
    column: 'u_site',
    proposal: undefined,
  } as const;

  expect(
    toReadinessLines({
      ...ready,
      isReady: false,
      findings: [{ ...finding, line, weight: 'fault' }],
      trial: {
        number: 'INC1',
        steps: [
          { step: 'create', refusal: undefined, drift: [] },
          {
            step: 'resolve',
            refusal: undefined,
            drift: [{ column: 'close_code', kind: 'dropped' }],
          },
          { step: 'cancel', refusal: 'A business rule said no.', drift: [] },
        ],
      },
    }),
  ).toEqual([
    'ops → incident: not ready',
    `  fault  ${line}`,
    '  tried create INC1: taken as it was sent',
    '  tried resolve INC1: taken, but close_code dropped',
    '  tried cancel INC1: A business rule said no.',
  ]);
});
