import { expect, test } from 'vitest';
import type { ToolAnswer } from '../../connector-kit/destination.ts';
import type { RequestStep } from '../../connector-kit/write-back.ts';
import { judge } from './judge.ts';

const actions = [
  'acknowledge',
  'resolve',
  'silence',
  'unacknowledge',
  'unresolve',
  'unsilence',
] as const;
const states = ['new', 'firing', 'acknowledged', 'resolved', 'silenced'] as const;

function stepOf(action: string): RequestStep {
  return {
    name: `${action} GROUP`,
    method: 'POST',
    path: `/api/v1/alert_groups/GROUP/${action}`,
    body: undefined,
    isRemembered: false,
    alreadyDone: [],
  };
}

function answerOf(status: number, body = ''): ToolAnswer {
  return { status, headers: {}, body };
}

/** Of a 400, in which states of the group the action is done, and in which it is a failure. */
test.each<[(typeof actions)[number], readonly (typeof states)[number][]]>([
  ['acknowledge', ['acknowledged', 'resolved']],
  ['resolve', ['resolved']],
  ['silence', ['acknowledged', 'resolved', 'silenced']],
  ['unacknowledge', ['new', 'firing', 'resolved', 'silenced']],
  ['unresolve', ['new', 'firing', 'acknowledged', 'silenced']],
  ['unsilence', ['new', 'firing', 'acknowledged', 'resolved']],
])('a refused "%s" is done where the group is %j already', (action, done) => {
  const verdicts = states.map((state) => {
    const found = answerOf(200, JSON.stringify({ state }));
    return judge(stepOf(action), answerOf(400), found)?.kind;
  });

  expect(states.filter((_, index) => verdicts[index] === 'done')).toEqual(done);
  expect(new Set(verdicts)).toEqual(new Set(['done', undefined]));
});

test.each(actions)('a refused "%s" asks for the group first', (action) => {
  expect(judge(stepOf(action), answerOf(400), undefined)).toEqual({
    kind: 'needs',
    path: '/api/v1/alert_groups/GROUP/',
  });
});

test.each([200, 401, 404, 409, 429, 500])('nothing is read into a %i', (status) => {
  expect(judge(stepOf('resolve'), answerOf(status), undefined)).toBeUndefined();
});

test.each(['', '<html>', '{}', '{"state":7}', 'null'])(
  'a group that answers %j is no proof that it is done',
  (body) => {
    const verdict = judge(stepOf('resolve'), answerOf(400), answerOf(200, body));

    expect(verdict).toBeUndefined();
  },
);
