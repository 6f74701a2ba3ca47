import { expect, test } from 'vitest';
import { createInstance } from '../create-instance.ts';
import { createScriptRunner } from '../testing/run-script.ts';
import { writeSampleApp } from '../testing/sample-app.ts';

/** Looks first and inserts then: the mistake that a unique column forgives and this one does not. */
const lookThenInsert = (name: string): string => `
  var found = new GlideRecord('x_test_item');
  found.addQuery('name', '${name}');
  found.query();
  if (found.next()) { return 'found'; }
  var item = new GlideRecord('x_test_item');
  item.initialize();
  item.name = '${name}';
  item.insert();
  return 'inserted';`;

test.each([1, 2, 3])(
  'under seed %i threads interleave between Glide calls, so that a race shows',
  async (seed) => {
    const instance = await createInstance({
      app: writeSampleApp(),
      seed,
      demoData: false,
      scheduledJobs: false,
      requestThreads: 4,
    });
    const scripts = createScriptRunner(instance);

    const rounds = await Promise.all(
      Array.from({ length: 25 }, (_, round) =>
        Promise.all([
          scripts.run(lookThenInsert(`r${round}`)),
          scripts.run(lookThenInsert(`r${round}`)),
        ]),
      ),
    );
    await instance.close();

    const doubled = rounds.filter((outcomes) =>
      outcomes.every((outcome) => outcome === 'inserted'),
    );
    expect(doubled.length).toBeGreaterThan(0);
  },
);

test('writes of one script are seen by others before it ends', async () => {
  const instance = await createInstance({
    app: writeSampleApp(),
    demoData: false,
    scheduledJobs: false,
  });
  const scripts = createScriptRunner(instance);

  const slow = scripts.run(`
    var item = new GlideRecord('x_test_item');
    item.initialize();
    item.name = 'early';
    item.insert();
    var end = Date.now() + 1500;
    while (Date.now() < end) {}
    return 'done';`);
  await expect
    .poll(
      () =>
        scripts.run(
          `var found = new GlideRecord('x_test_item'); return found.get('name', 'early');`,
        ),
      { timeout: 1200 },
    )
    .toBe(true);

  await expect(slow).resolves.toBe('done');
  await instance.close();
});
