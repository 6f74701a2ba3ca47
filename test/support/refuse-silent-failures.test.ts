import { expect, test } from 'vitest';
import { copyWithChange } from '../app/support/copy-with-change.ts';
import { createInstanceClient } from './instance-client.ts';
import { startInstanceHere } from './instance-here.ts';
import type { ProvokedErrors } from './refuse-silent-failures.ts';
import { startInstance } from './start-instance.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

const thrown = "Error: on purpose in business rule 'Alert Relay: note changes' on task";

/** An app whose business rule throws, and a record that sets it off. */
async function closeAfterThrow(expected: ProvokedErrors = {}): Promise<void> {
  await using folder = await createTemporaryFolder('failing');
  const app = copyWithChange(folder.path, {
    where: 'rules/capture-change.ts</path>',
    from: /if \(!isEnabled\(\)\)\s+return;/g,
    to: "throw new Error('on purpose');",
  });
  const instance = await startInstance({ app, ...expected });
  const relay = createInstanceClient(instance.url, instance.integration);
  await relay.create('incident', { x_alrt_relay_key: 'a'.repeat(64), short_description: 'x' });
  await instance.stop();
}

test('a script of the app that throws fails the test, with the script, the error and the place', async () => {
  const closed = closeAfterThrow();

  await expect(closed).rejects.toThrow(`A script failed: x_alrt_relay: ${thrown}`);
  await expect(closed).rejects.toThrow(/capture-change\.ts:\d+/);
});

test.each([[{ provoked: ['on purpose'] }], [{ possible: ['on purpose'] }]])(
  'what a test provokes is said by it: %o',
  async (expected) => {
    await expect(closeAfterThrow(expected)).resolves.toBeUndefined();
  },
);

test('what a test says that it provokes has to occur', async () => {
  const instance = await startInstanceHere({ demoData: false, provoked: ['on purpose'] });

  await expect(instance.close()).rejects.toThrow('No script failed with: on purpose');
});

test('what is only possible need not', async () => {
  const instance = await startInstanceHere({ demoData: false, possible: ['on purpose'] });

  await expect(instance.close()).resolves.toBeUndefined();
});

test('a fault that never met a request fails the test, also when it was cleared', async () => {
  const instance = await startInstanceHere({ demoData: false });
  const agent = createInstanceClient(instance.url, instance.admin);
  await agent.addFault({ match: { table: 'incident' }, action: { status: 503 }, times: 2 });
  await agent.addFault({ match: { table: 'incident', nth: 9 }, action: { status: 502 } });
  await expect(agent.records('incident', '')).rejects.toThrow('answered 503');
  await agent.clearFaults();

  const closed = instance.close();

  await expect(closed).rejects.toThrow(/^No request met the fault .*"nth":9.*"status":502/);
  await expect(closed).rejects.not.toThrow('"status":503');
});
