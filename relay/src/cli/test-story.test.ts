import { expect, test } from 'vitest';
import { printTestStory, type TestStory } from './test-story.ts';

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
