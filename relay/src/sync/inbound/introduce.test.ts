import { contractVersion } from '@alert-relay/shared-types';
import { expect, test } from 'vitest';
import { sampleConnection } from '../../domain/samples.ts';
import { RelayError } from '../../lib/errors.ts';
import { introduce } from './introduce.ts';

test('an instance that is away is introduced to again and again, each time later, until it answers', async () => {
  const waited: number[] = [];
  let calls = 0;

  await introduce(
    {
      servicenow: {
        connect: async () => {
          calls += 1;
          if (calls < 12) throw new RelayError('SERVICENOW_HIBERNATING', 'asleep');
          return {
            contract: contractVersion,
            app_version: '0.1.0',
            features: [],
            instance: { id: 'i', name: 'acme' },
          };
        },
      },
      version: '0.1.0',
      publicUrl: 'https://relay.example.com',
      log: { info: () => undefined, warn: () => undefined },
      wait: async (ms) => void waited.push(ms / 1000),
      isStopped: () => false,
    },
    sampleConnection(),
  );

  expect(waited).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
});
