import { expect, test } from 'vitest';
import { isWell, printTestStory, type TestStory } from './test-story.ts';

const story: TestStory = {
  well: true,
  workspace: 'main',
  connection: 'production',
  servedBy: 'this command',
  sent: { delivery: 'd', event: 'e', source: 's', route: 'r', title: 'Test' },
  outcome: 'created',
  why: [],
  cameBack: { drift: [] },
};

test('both ways are said where a change came back, and else only the one that was seen', () => {
  const change = { id: 'c', outcome: 'nothing', because: 'echo' };

  const both = printTestStory({ ...story, cameBack: { drift: [], change } }).at(-1);
  const one = printTestStory(story).at(-1);
  const none = printTestStory({ ...story, well: false }).at(-1);

  expect(both).toBe('Alerts flow both ways.');
  expect(one).toContain('The way back was not looked at');
  expect(one).toContain('send-test production --checklist');
  expect(none).toBe('That did not work; "alert-relay doctor production" says where.');
});

test.each([
  ['nothing is missing', {}, true],
  ['the record was kept open', { resolved: undefined }, true],
  ['the record cannot be read', { isReadBack: false }, false],
  ['no change came back', { isChangeMissing: true }, false],
  ['the end was refused', { resolved: { outcome: 'dead', state: '1', why: [] } }, false],
  ['the end waits', { resolved: { outcome: 'waiting', state: '1', why: [] } }, false],
])('%s: well is %o', (_what, change, well) => {
  const resolved = { outcome: 'updated', state: '6', why: [] };

  expect(isWell({ isReadBack: true, isChangeMissing: false, resolved, ...change })).toBe(well);
});

test('why the end was refused is said', () => {
  const resolved = { outcome: 'dead', state: '1', why: ['Refused: close code is mandatory.'] };

  expect(printTestStory({ ...story, well: false, resolved })).toEqual(
    expect.arrayContaining([
      'resolved  dead, state 1',
      '          Refused: close code is mandatory.',
    ]),
  );
});
