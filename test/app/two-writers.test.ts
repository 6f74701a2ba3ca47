import { UpsertAnswer } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import {
  api,
  newCommand,
  newKey,
  rowsLeft,
  startAppInstance,
  type AppInstance,
} from './support/app-instance.ts';

/** As a relay does: while the key is claimed by another request, it comes again. */
async function putPatiently(app: AppInstance, key: string, seq: number): Promise<UpsertAnswer> {
  return waitFor(
    async () => {
      const answer = await app.relay.put(`${api}/tasks/${key}`, newCommand({ seq }));
      expect([200, 409], answer.text).toContain(answer.status);
      return answer.status === 200 ? UpsertAnswer.parse(answer.result) : undefined;
    },
    { within: 20_000, what: 'an answer that is not claim_held' },
  );
}

test.each([1, 2, 3])(
  'two writers at once make one incident, under any interleaving (seed %i)',
  async (seed) => {
    await using app = await startAppInstance({ seed, requestThreads: 3 });

    for (let round = 0; round < 12; round += 1) {
      const key = newKey();
      const answers = await Promise.all([1, 1, 2].map((seq) => putPatiently(app, key, seq)));

      const records = new Set(answers.map((answer) => answer.record.sys_id));
      expect(records.size).toBe(1);
      const inserts = app.instance.control
        .log({ table: 'incident' })
        .filter(
          (entry) => entry.operation === 'insert' && entry.changes['correlation_id']?.new === key,
        );
      expect(inserts).toHaveLength(1);
    }
    expect(app.instance.control.log({ table: 'x_alrt_relay_claim' })).not.toEqual([]);
    expect(rowsLeft(app, 'x_alrt_relay_claim')).toEqual([]);
  },
);
