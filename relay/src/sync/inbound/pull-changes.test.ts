import { expect, test } from 'vitest';
import { sampleChange, sampleConnection } from '../../domain/samples.ts';
import { RelayError } from '../../lib/errors.ts';
import { pullChanges } from './pull-changes.ts';

const connection = sampleConnection({ changes: 'pull' });

/** An outbox with these changes, one in a page; what happens, in order, until it was waited for twice. */
async function pull(
  ids: readonly string[],
  failures: readonly ('fetch' | 'keep' | 'forgotten' | 'connect')[] = [],
) {
  const outbox = [...ids];
  const toFail = [...failures];
  const happened: string[] = [];
  let waits = 0;
  const failOnce = (what: (typeof failures)[number]) => {
    if (toFail[0] !== what) return;
    toFail.shift();
    throw what === 'forgotten'
      ? new RelayError('SERVICENOW_NOT_FOUND', 'on purpose', { details: { problem: 'not_found' } })
      : new RelayError('SERVICENOW_BUSY', 'on purpose');
  };
  const say = (_facts: object, words?: string) => void happened.push(words ?? '');
  await pullChanges(
    {
      servicenow: {
        fetchChanges: async () => {
          failOnce('fetch');
          failOnce('forgotten');
          return {
            changes: outbox.slice(0, 1).map((id) => sampleChange({ id })),
            more: outbox.length > 1,
          };
        },
        connect: async () => {
          failOnce('connect');
          return { contract: 1, app_version: '1', features: [], instance: { id: 'i', name: 'n' } };
        },
        acknowledgeChanges: async (_connection, acknowledged) => {
          happened.push(`acknowledged ${acknowledged.join()}`);
          outbox.splice(0, acknowledged.length);
          return acknowledged.length;
        },
      },
      keep: async (_connection, changes) => {
        failOnce('keep');
        happened.push(`kept ${changes.map(({ id }) => id).join()}`);
      },
      version: '1',
      publicUrl: 'https://relay.example.com',
      log: { info: say, warn: say },
      wait: async () => {
        waits += 1;
        happened.push('waited');
      },
      isStopped: () => waits === 2 || happened.length > 50,
    },
    connection,
  );
  return happened;
}

test('each page is kept, then acknowledged, and what waits behind it is not waited for', async () => {
  expect(await pull(['1', '2'])).toEqual([
    'kept 1',
    'acknowledged 1',
    'kept 2',
    'acknowledged 2',
    'waited',
    'waited',
  ]);
});

test('what could not be kept is not acknowledged, and comes again after a while', async () => {
  expect(await pull(['1'], ['keep'])).toEqual([
    'could not pull changes',
    'waited',
    'kept 1',
    'acknowledged 1',
    'pulls changes again',
    'waited',
  ]);
});

test('that changes come again is not said while none of them can be kept', async () => {
  expect(await pull(['1'], ['keep', 'keep'])).toEqual([
    'could not pull changes',
    'waited',
    'waited',
  ]);
});

test('an instance that cannot answer is asked again after a while, not at once', async () => {
  expect(await pull([], ['fetch', 'fetch'])).toEqual([
    'could not pull changes',
    'waited',
    'waited',
  ]);
});

test.each<[string, Parameters<typeof pull>[1], readonly string[]]>([
  [
    'by itself',
    ['forgotten'],
    ['connected', 'waited', 'kept 1', 'acknowledged 1', 'pulls changes again', 'waited'],
  ],
  [
    'until it hears it',
    ['forgotten', 'connect'],
    ['could not connect', 'waited', 'connected', 'waited'],
  ],
  ['once', ['forgotten', 'forgotten'], ['connected', 'waited', 'waited']],
])(
  'an app that does not know the relay any more is introduced to it %s',
  async (_, fails, then) => {
    expect(await pull(['1'], fails)).toEqual(['could not pull changes', ...then]);
  },
);
