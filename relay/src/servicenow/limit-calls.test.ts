import { expect, test } from 'vitest';
import { sampleConnection } from '../domain/samples.ts';
import type { ServiceNow } from './create-servicenow.ts';
import { limitCalls } from './limit-calls.ts';

const connection = (name: string) => sampleConnection({ name });

const request = {
  event_id: 'job-1',
  seq: 1,
  table: 'incident',
  workspace: 'default',
  connection: 'prod',
  source: 'prometheus',
  episode: 1,
  correlation_display: '',
  fields: {},
  notes: [],
};

test('each connection has its own limit, and every call gets its turn', async () => {
  const running = new Map<string, number>();
  let most = 0;
  let done = 0;
  const refuse = () => Promise.reject(new TypeError('not part of this test'));
  const counting: ServiceNow = {
    findTask: refuse,
    fetchChanges: refuse,
    acknowledgeChanges: refuse,
    connect: refuse,
    fetchRecords: refuse,
    readJournal: refuse,
    findDoubles: refuse,
    cancelDouble: refuse,
    lookUp: refuse,
    upsertTask: async ({ name }) => {
      running.set(name, (running.get(name) ?? 0) + 1);
      most = Math.max(most, running.get(name) ?? 0);
      await new Promise(setImmediate);
      running.set(name, (running.get(name) ?? 0) - 1);
      done += 1;
      return Promise.reject(new TypeError('no answer in this test'));
    },
  };
  const limited = limitCalls(counting, 3);

  await Promise.allSettled(
    ['a', 'b'].flatMap((name) =>
      Array.from({ length: 20 }, () => limited.upsertTask(connection(name), 'k', request)),
    ),
  );

  expect(most).toBe(3);
  expect(done).toBe(40);
});
