import { expect, test } from 'vitest';
import { sampleConnection } from '../domain/samples.ts';
import { RelayError } from '../lib/errors.ts';
import { countAttempts } from './count-attempts.ts';
import type { ServiceNow } from './create-servicenow.ts';

const connection = sampleConnection({ workspace: 'acme', name: 'production' });

const busy = new RelayError('SERVICENOW_BUSY', 'Too much to do');

const servicenow: ServiceNow = {
  upsertTask: () => Promise.reject(busy),
  upsertTasks: () => Promise.reject(busy),
  findTask: () => Promise.resolve(undefined),
  fetchChanges: () => Promise.reject(new TypeError('a bug')),
  acknowledgeChanges: () => Promise.resolve(3),
  connect: () => Promise.reject(busy),
  compareLinks: () => Promise.resolve([]),
  listLinks: () => Promise.reject(busy),
  fetchRecordChanges: () => Promise.reject(busy),
  findRecords: () => Promise.resolve([]),
  findApp: () => Promise.reject(busy),
  sendHeartbeat: () => Promise.reject(busy),
  fetchRecords: () => Promise.reject(busy),
  fetchAttachment: () => Promise.reject(busy),
  fetchPictures: () => Promise.reject(busy),
  fetchDeletions: () => Promise.reject(busy),
  readJournal: () => Promise.resolve([]),
  fetchMetadata: (_connection, table) => Promise.resolve({ table, columns: [] }),
  findDoubles: () => Promise.resolve([]),
  cancelDouble: () => Promise.reject(busy),
  probe: () => Promise.resolve(),
  signOut: () => Promise.resolve(),
  lookUp: () => Promise.resolve('5137153cc611227c000bbd1bd8cd2005'),
};

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
