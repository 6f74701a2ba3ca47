import { UpsertAnswer } from '@alert-relay/shared-types';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { api, newCommand, newKey, startAppInstance } from './support/app-instance.ts';

const notes = ['one', 'two'].map((text) => ({ id: text, element: 'work_notes' as const, text }));
let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await createTemporaryFolder('killed-request');
});

afterEach(async () => {
  await folder.remove();
});

/** What runs beside a request may be killed as well; the log of that is in the folder too. */
const possible = ['Script execution timed out'];

/** Statuses of commands whose scripts may run only so long. */
async function sendUnderQuota(keys: readonly string[], quotaMs: number): Promise<number[]> {
  await using app = await startAppInstance({
    data: folder.path,
    quotaMs,
    seed: quotaMs,
    possible,
  });
  const statuses: number[] = [];
  for (const key of keys) {
    const answer = await app.relay.put(`${api}/tasks/${key}`, newCommand({ notes }));
    statuses.push(answer.status);
  }
  return statuses;
}

// An instance cancels transactions that take too long, wherever they are. Here the quota is so short
// that requests die at many different points; afterwards the same commands come again.
test('requests that were killed anywhere leave nothing that doubles or blocks', async () => {
  const keys = Array.from({ length: 32 }, newKey);
  const statuses: number[] = [];
  for (const [index, quotaMs] of [20, 60, 120, 240].entries()) {
    statuses.push(...(await sendUnderQuota(keys.slice(index * 8, index * 8 + 8), quotaMs)));
  }

  await using app = await startAppInstance({ data: folder.path, possible });
  const made = new Set(
    (await app.rows('incident')).map(({ correlation_id }) => String(correlation_id)),
  );
  const killed = keys.filter((_, index) => statuses[index] === 500);
  expect(killed.filter((key) => made.has(key))).not.toEqual([]);
  expect(killed.filter((key) => !made.has(key))).not.toEqual([]);

  app.instance.control.setClockOffsetMs(601_000);
  for (const key of keys) {
    const answer = await app.relay.put(`${api}/tasks/${key}`, newCommand({ notes }));
    expect(answer.status, answer.text).toBe(200);
    expect(UpsertAnswer.parse(answer.result).applied_seq).toBe(1);
  }

  for (const key of keys) {
    const records = await app.rows('incident', `correlation_id=${key}`);
    expect(records).toHaveLength(1);
    const sysId = String(records[0]?.['sys_id']);
    const journal = await app.rows('sys_journal_field', `element_id=${sysId}^ORDERBYvalue`);
    expect(journal.map((entry) => entry['value'])).toEqual(['one', 'two']);
  }
  expect(app.instance.control.log({ table: 'x_alrt_relay_claim' }).at(-1)?.operation).toBe(
    'delete',
  );
});
