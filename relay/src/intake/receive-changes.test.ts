import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { sampleChange, sampleConnection } from '../domain/samples.ts';
import { Secret } from '../lib/secret.ts';
import type { NewChange } from '../store/changes.ts';
import { receiveChanges } from './receive-changes.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const connection = sampleConnection({
  secret: new Secret(secret),
  excludedFields: ['description'],
});
const change = sampleChange({
  fields: [
    { name: 'state', old: '1', new: '2' },
    { name: 'description', old: '', new: 'nobody shall see this' },
  ],
});

/** As an app pushes it. */
function receive(keep: (changes: readonly NewChange[]) => Promise<void>) {
  const body = JSON.stringify({
    type: 'changes',
    instance: { id: 'i1', name: 'acme' },
    changes: [change],
  });
  const at = new Date();
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
  };
  const names = { workspace: 'default', connection: 'prod' };
  return receiveChanges(
    { findConnection: () => connection, keep, clock: { now: () => 1 } },
    { ...names, headers, body: Buffer.from(body) },
  );
}

test('what is kept is accepted, without what is excluded', async () => {
  const kept: NewChange[] = [];

  const outcome = await receive(async (changes) => void kept.push(...changes));

  expect(outcome).toEqual({ kind: 'kept', accepted: ['change-1'] });
  expect(kept).toMatchObject([{ workspace: 'default', connection: 'prod' }]);
  expect(kept[0]?.change.fields).toEqual([{ name: 'state', old: '1', new: '2' }]);
});

test('what the store does not take is not accepted: the app sends it again', async () => {
  const error = new TypeError('the disk is full');

  expect(await receive(() => Promise.reject(error))).toEqual({ kind: 'busy', error });
});
