import { expect, test } from 'vitest';
import type { Connection } from '../domain/configuration.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { sampleConnection } from '../domain/samples.ts';
import { sha256Hex } from '../lib/digest.ts';
import { receiveRuleRecord } from './receive-rule-record.ts';

const connection = sampleConnection({ mode: 'table' });

const posted = {
  key: 'f'.repeat(64),
  table: 'incident',
  sys_id: '1'.repeat(32),
  number: 'INC0010001',
  active: true,
  sys_mod_count: 4,
  sys_updated_on: '2026-11-22 08:15:00',
  sys_updated_by: 'beth',
  fields: { state: '2' },
};

async function post(
  change: {
    readonly connection?: Partial<Connection>;
    readonly hash?: string | undefined;
    readonly authorization?: string | undefined;
    readonly body?: string;
  } = {},
) {
  const kept: Omit<Snapshot, 'id'>[] = [];
  const given = { hash: sha256Hex('arr_token'), authorization: 'Bearer arr_token', ...change };
  const outcome = await receiveRuleRecord(
    {
      findConnection: (_workspace, name) =>
        name === 'prod' ? { ...connection, ...change.connection } : undefined,
      findTokenHash: () => Promise.resolve(given.hash),
      keep: async (_connection, records) => void kept.push(...records),
    },
    {
      workspace: 'default',
      connection: 'prod',
      authorization: given.authorization,
      body: Buffer.from(change.body ?? JSON.stringify(posted)),
    },
  );
  return { outcome, kept };
}

test('a record with the token of the rule is kept to be compared', async () => {
  const { outcome, kept } = await post();

  expect(outcome).toEqual({ kind: 'kept' });
  expect(kept).toEqual([
    {
      key: posted.key,
      table: 'incident',
      sysId: posted.sys_id,
      number: 'INC0010001',
      active: true,
      modCount: 4,
      updatedOn: '2026-11-22 08:15:00',
      updatedBy: 'beth',
      fields: { state: '2' },
    },
  ]);
});

test.each([
  ['no token', { authorization: undefined }, { kind: 'refused', because: 'missing' }],
  [
    'another token',
    { authorization: 'Bearer arr_other' },
    { kind: 'refused', because: 'mismatch' },
  ],
  ['a revoked token', { hash: undefined }, { kind: 'unknown-connection' }],
  ['a connection in app mode', { connection: { mode: 'app' } }, { kind: 'unknown-connection' }],
  ['a connection that polls', { connection: { changes: 'pull' } }, { kind: 'unknown-connection' }],
  ['a body that is no JSON', { body: 'state=6' }, { kind: 'unreadable' }],
  [
    'a record with a query in its sys_id',
    { body: JSON.stringify({ ...posted, sys_id: "1' OR '1'='1" }) },
    { kind: 'unreadable', because: expect.stringContaining('at sys_id') },
  ],
] as const)('%s is turned away', async (_name, change, outcome) => {
  const result = await post(change);

  expect(result.outcome).toMatchObject(outcome);
  expect(result.kept).toEqual([]);
});
