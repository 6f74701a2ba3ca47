import { expect, test } from 'vitest';
import { RelayError } from '../lib/errors.ts';
import { createRefusalReport, explainRefusal } from './report-refusals.ts';

const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });

function setUp() {
  const lines: (readonly [string, object])[] = [];
  const turns: boolean[] = [];
  const report = createRefusalReport({
    log: {
      info: (fields: object, message?: string) => lines.push([message ?? '', fields]),
      error: (fields: object, message?: string) => lines.push([message ?? '', fields]),
    },
    onTurn: (refuses) => turns.push(refuses),
  });
  let fault: Error | undefined;
  const keep = report.watch((what: string) =>
    fault === undefined ? Promise.resolve(`kept ${what}`) : Promise.reject(fault),
  );
  return { keep, lines, turns, breakWith: (error: Error | undefined) => (fault = error) };
}

test('one line says why nothing can be kept, and one that it can again', async () => {
  const { keep, lines, turns, breakWith } = setUp();

  await keep('first');
  breakWith(full);
  await Promise.allSettled([keep('a'), keep('b'), keep('c')]);
  breakWith(undefined);
  await keep('d');
  await keep('e');

  expect(lines).toMatchObject([
    [
      'nothing can be kept: tools are told 503',
      {
        because: 'the disk is full',
        cure: 'free space on the disk of the store; the relay goes on by itself',
      },
    ],
    ['the store keeps again', { refused: 3 }],
  ]);
  expect(turns).toEqual([true, false]);
});

test('the caller gets what the store said', async () => {
  const { keep, breakWith } = setUp();

  breakWith(full);

  await expect(keep('a')).rejects.toBe(full);
  breakWith(undefined);
  await expect(keep('a')).resolves.toBe('kept a');
});

test.each<[Error, string]>([
  [full, 'the disk is full'],
  [
    new RelayError('STORE_UNAVAILABLE', 'The store did not take a delivery.', {
      details: { because: 'database or disk is full' },
    }),
    'the disk is full',
  ],
  [Object.assign(new Error('could not extend file'), { code: '53100' }), 'the disk is full'],
  [Object.assign(new Error('read-only'), { code: '25006' }), 'the store may only be read'],
  [Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' }), 'the disk fails'],
  [
    Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }),
    'the database cannot be reached',
  ],
  [
    Object.assign(new Error('terminating connection'), { code: '57P01' }),
    'the database cannot be reached',
  ],
  [new Error('Connection terminated unexpectedly'), 'the database cannot be reached'],
  [
    Object.assign(new Error('sorry, too many clients already'), { code: '53300' }),
    'the database takes no more connections',
  ],
  [
    new RelayError('STORE_UNAVAILABLE', 'The database refuses: cannot execute INSERT', {
      cause: Object.assign(new Error('cannot execute INSERT'), { code: '25006' }),
      details: { because: 'cannot execute INSERT' },
    }),
    'the store may only be read',
  ],
  [new Error('something new'), 'something new'],
])('%s means that %s', (error, because) => {
  expect(explainRefusal(error).because).toBe(because);
});
