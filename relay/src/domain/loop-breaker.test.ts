import { expect, test } from 'vitest';
import { explainLoop, findLoop, type LoopStep } from './loop-breaker.ts';

const minute = 60_000;

/** `w:a` is a write that says a, `t:b` that the tool was told b; one second apart. */
function stepsOf(text: string, apartMs = 1000): readonly LoopStep[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word, index) => ({
      at: index * apartMs,
      way: word.startsWith('w') ? ('written' as const) : ('told' as const),
      hash: word.slice(2),
    }));
}

/** What is found when the last of these is about to happen. */
function judge(text: string, apartMs?: number) {
  const steps = stepsOf(text, apartMs);
  const next = steps.at(-1);
  return next === undefined ? undefined : findLoop(steps.slice(0, -1), next)?.because;
}

test.each([
  ['the first write', 'w:a'],
  ['one answer', 't:a w:b'],
  ['one more round', 't:a w:b t:a w:b'],
  ['an alert that flaps', 'w:up w:down w:up w:down w:up w:down w:up w:down w:up w:down'],
  ['a talk', Array.from({ length: 15 }, (_, index) => `w:${index} t:${index}`).join(' ')],
  ['a person who changes their mind', 't:a t:b t:a t:b t:a w:c'],
])('%s is no loop', (_what, text) => {
  expect(judge(text)).toBeUndefined();
});

test.each([
  ['two rules that undo each other', 't:a w:b t:a w:b t:a w:b', 'repeats'],
  ['the same, seen from the other side', 'w:b t:a w:b t:a w:b t:a', 'repeats'],
  [
    'answers that grow with each round',
    Array.from({ length: 16 }, (_, index) => `w:${index} t:${index}`).join(' '),
    'turns',
  ],
  [
    'rules of ServiceNow that undo each other',
    Array.from({ length: 11 }, () => 't:a t:b').join(' '),
    'flood',
  ],
])('%s are one', (_what, text, because) => {
  expect(judge(text)).toBe(because);
});

test('what lies longer back does not count', () => {
  expect(judge('t:a w:b t:a w:b t:a w:b', 1.5 * minute)).toBe('repeats');
  expect(judge('t:a w:b t:a w:b t:a w:b', 3 * minute)).toBeUndefined();
});

test('people read what happened, where to look and how to go on', () => {
  const text = explainLoop({ because: 'repeats', steps: 5, ms: 4000 }, 'pagerduty', 'job-1');

  expect(text).toContain('pagerduty and ServiceNow kept changing this record');
  expect(text).toContain('5 times within 1 min');
  expect(text).toContain('alert-relay replay job-1');
});
