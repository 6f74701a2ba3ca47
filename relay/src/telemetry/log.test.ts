import { expect, test } from 'vitest';
import { RelayError } from '../lib/errors.ts';
import { Secret } from '../lib/secret.ts';
import { createLog } from './log.ts';

function capture(): { readonly lines: string[]; write(line: string): void } {
  const lines: string[] = [];
  return { lines, write: (line) => lines.push(line) };
}

test('a line is one JSON object: time, level, fields, message', () => {
  const destination = capture();

  createLog('info', destination).warn({ code: 'BUG', attempt: 2 }, 'incident update postponed');

  expect(destination.lines).toHaveLength(1);
  expect(JSON.parse(destination.lines.join(''))).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    level: 'warn',
    code: 'BUG',
    attempt: 2,
    msg: 'incident update postponed',
  });
});

test('what is below the level is not written', () => {
  const destination = capture();

  createLog('warn', destination).info({}, 'quiet');

  expect(destination.lines).toEqual([]);
});

test('secrets stay out, typed or under a name that gives them away', () => {
  const destination = capture();
  const log = createLog('info', destination);

  log.info({ credentials: { password: 'hunter2', key: new Secret('hunter2') } }, 'one');
  log.info({ token: 'hunter2', request: { headers: { authorization: 'hunter2' } } }, 'two');
  log.info({ requests: [{ cookie: 'hunter2' }] }, 'three');
  log.child({ secret: 'hunter2' }).info({ access_token: 'hunter2' }, 'four');
  const details = { password: 'hunter2' };
  log.error({ err: new RelayError('BUG', 'no', { details }) }, 'five');
  log.error({ err: Object.assign(new Error('no'), { request: details }) }, 'six');
  log.error({ cause: { deep: { refresh_token: 'hunter2' } } }, 'seven');

  expect(destination.lines).toHaveLength(7);
  expect(destination.lines.join('')).not.toContain('hunter2');
});

test('what is masked in a line stays as it was for everybody else', () => {
  const given = { credentials: { password: 'hunter2' }, attempt: 1 };

  createLog('info', capture()).info(given, 'one');

  expect(given).toEqual({ credentials: { password: 'hunter2' }, attempt: 1 });
});

test('text from outside cannot start a line of its own', () => {
  const destination = capture();

  createLog('info', destination).info({ title: 'a\nb\r\n\u001B[31m{"level":"fatal"}' }, 'one');

  expect(destination.lines[0]?.trimEnd().split('\n')).toHaveLength(1);
  expect(destination.lines[0]).not.toContain('\u001B');
});

test('an error is written with its code, its details and what caused it', () => {
  const destination = capture();
  const error = new RelayError('SERVICENOW_BUSY', 'Could not update INC0010001', {
    cause: new TypeError('socket closed'),
    details: { status: 503 },
  });

  createLog('info', destination).error({ err: error }, 'attempt failed');

  expect(JSON.parse(destination.lines.join(''))).toMatchObject({
    err: {
      code: 'SERVICENOW_BUSY',
      message: expect.stringContaining('socket closed'),
      details: { status: 503 },
    },
  });
});

test('a name with separators of lines in it stays in one line that parses', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });

  log.info({ name: 'a\u2028b\u2029c\nd' }, 'said');

  expect(lines).toHaveLength(1);
  expect(lines[0]?.trimEnd()).not.toMatch(/[\n\u2028\u2029]/);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ name: 'a\u2028b\u2029c\nd' });
});

test.each([
  [
    'Could not listen on port 80: address in use',
    'address in use',
    'Could not listen on port 80: address in use',
  ],
  ['Stop the other relay.', 'database is locked', 'Stop the other relay: database is locked'],
])('a cause is said once, and as part of the sentence: %s', (message, cause, written) => {
  const destination = capture();
  const err = new RelayError('BUG', message, { cause: new Error(cause) });

  createLog('info', destination).fatal({ err }, 'could not start');

  expect(JSON.parse(destination.lines.join(''))).toMatchObject({
    err: { message: written, stack: expect.stringContaining(`caused by: Error: ${cause}`) },
  });
});
