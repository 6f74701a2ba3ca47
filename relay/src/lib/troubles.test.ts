import { expect, test } from 'vitest';
import { RelayError } from './errors.ts';
import { createTroubles } from './troubles.ts';

function setUp() {
  const lines: string[] = [];
  const note = (fields: object, message?: string) =>
    lines.push([message, ...Object.values(fields).slice(0, 2)].join(' '));
  const troubles = createTroubles({ info: note, warn: note }, 'could not poll', 'polls again');
  return { lines, troubles };
}

const busy = new RelayError('SERVICENOW_BUSY', 'too much');

test('what fails again and again alike is said once, and so is its end', () => {
  const { lines, troubles } = setUp();

  for (let round = 0; round < 3; round += 1) troubles.failed({ table: 'incident' }, busy);
  troubles.failed({ table: 'problem' }, busy);
  troubles.failed({ table: 'incident' }, new RelayError('SERVICENOW_FORBIDDEN', 'no'));
  for (let round = 0; round < 3; round += 1) troubles.worked({ table: 'incident' });
  troubles.failed({ table: 'incident' }, busy);

  expect(lines).toEqual([
    'could not poll incident SERVICENOW_BUSY',
    'could not poll problem SERVICENOW_BUSY',
    'could not poll incident SERVICENOW_FORBIDDEN',
    'polls again incident',
    'could not poll incident SERVICENOW_BUSY',
  ]);
});

test.each([
  new RelayError('CONNECTION_HELD', 'held'),
  new RelayError('SERVICENOW_RATE_LIMITED', 'nearly used up', { details: { rationed: true } }),
])('what was not even tried is no trouble of its own, and ends none', (error) => {
  const { lines, troubles } = setUp();

  troubles.failed({ table: 'incident' }, error);
  troubles.worked({ table: 'incident' });
  expect(lines).toEqual([]);

  troubles.failed({ table: 'incident' }, busy);
  troubles.failed({ table: 'incident' }, error);
  troubles.failed({ table: 'incident' }, busy);
  expect(lines).toEqual(['could not poll incident SERVICENOW_BUSY']);
});
