import { expect, test } from 'vitest';
import { sampleConnection } from '../domain/samples.ts';
import { RelayError } from '../lib/errors.ts';
import { countAttempts } from './count-attempts.ts';
import { everyVerb, noteAsked, sampleServiceNow } from './sample-servicenow.ts';

const connection = sampleConnection({ workspace: 'acme', name: 'production' });

const busy = new RelayError('SERVICENOW_BUSY', 'Too much to do');

const servicenow = sampleServiceNow({
  fetchChanges: () => Promise.reject(new TypeError('a bug')),
  acknowledgeChanges: () => Promise.resolve(3),
  connect: () => Promise.reject(busy),
  lookUp: () => Promise.resolve('5137153cc611227c000bbd1bd8cd2005'),
});

/** Answered from memory, or no call of the connection any more. */
const uncounted: readonly string[] = ['findApp', 'lookUp', 'signOut'];

test.each(Object.entries(everyVerb))('%s is counted, unless it is no call', async (verb, ask) => {
  const counted: object[] = [];
  const [plainly, within] = [noteAsked(), noteAsked()];
  const counting = countAttempts(within.servicenow, (labels) => counted.push(labels));

  await expect(ask(plainly.servicenow, connection)).rejects.toThrow('not part of this test');
  await expect(ask(counting, connection)).rejects.toThrow('not part of this test');

  expect(counted).toHaveLength(uncounted.includes(verb) ? 0 : 1);
  expect(within.asked).toEqual(plainly.asked);
});

test('a call is counted by connection and by how it ended, and ends as before', async () => {
  const counted: object[] = [];
  const counting = countAttempts(servicenow, (labels) => counted.push(labels));

  expect(await counting.acknowledgeChanges(connection, ['a'])).toBe(3);
  expect(await counting.lookUp(connection, 'sys_user_group', 'name', 'Network')).toHaveLength(32);
  await expect(counting.fetchChanges(connection, 10)).rejects.toThrow('a bug');
  await expect(counting.connect(connection, { version: '1', url: undefined })).rejects.toBe(busy);

  const place = { workspace: 'acme', connection: 'production' };
  expect(counted).toEqual([
    { ...place, code: 'OK' },
    { ...place, code: 'BUG' },
    { ...place, code: 'SERVICENOW_BUSY' },
  ]);
});
