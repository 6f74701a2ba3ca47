import { expect, test } from 'vitest';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

function read(body: unknown) {
  return normalize(Payload.parse(body));
}

const record = {
  RID: '2026-1',
  Who: String.raw`CORP\admin`,
  What: String.raw`\local\corp\Users\jdoe`,
  When: '2026-11-20T08:00:00Z',
  Where: 'dc1.corp.local',
  Action: 'Modified',
  ObjectType: 'user',
};

test.each([
  ['one record', record],
  ['a list', [record]],
  ['the list of the Integration API', { ContinuationMark: 'x', ActivityRecordList: [record] }],
  ['that list once more inside an element', { ActivityRecordList: { ActivityRecord: [record] } }],
  ['a script of its own', { records: [record] }],
])('%s is read', (_name, body) => {
  expect(read(body)).toMatchObject([
    {
      fingerprint: '2026-1',
      status: 'firing',
      actor: record.Who,
      startedAt: Date.parse(record.When),
      title: String.raw`Modified user \local\corp\Users\jdoe by CORP\admin`,
    },
  ]);
});

test('records of one alert share a group, and each is an alert', () => {
  const events = read({
    AlertName: 'Admins',
    Severity: 'high',
    Records: [record, { ...record, RID: '2' }],
  });

  expect(events.map(({ fingerprint }) => fingerprint)).toEqual(['2026-1', '2']);
  expect(events.map(({ groupKey, severity }) => [groupKey, severity])).toEqual([
    ['Admins', 'high'],
    ['Admins', 'high'],
  ]);
});

test('details become lines', () => {
  const DetailList = [
    { PropertyName: 'Enabled', Before: 'False', After: 'True' },
    { PropertyName: 'Group', After: 'Domain Admins' },
    { Message: 'Password was reset' },
    {},
  ];

  expect(read({ ...record, DetailList })[0]?.description).toBe(
    'Enabled: False → True\nGroup: nothing → Domain Admins\nPassword was reset',
  );
});

test('without an id the same deed is known again', () => {
  const { RID: _id, ...nameless } = record;

  expect(read(nameless)[0]?.fingerprint).toBe(read([nameless])[0]?.fingerprint);
  expect(read({ ...nameless, Who: 'x' })[0]?.fingerprint).not.toBe(read(nameless)[0]?.fingerprint);
});

test.each([[{}], [{ records: [] }], [[]], [{ RID: '1' }], ['text']])('%j is not read', (body) => {
  expect(Payload.safeParse(body).success).toBe(false);
});
