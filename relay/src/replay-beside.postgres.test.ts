import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGroupCommit } from './database/group-commit.ts';
import { openPostgres } from './database/postgres.ts';
import { createSampleDatabase } from './database/sample-store.ts';
import type { Store } from './database/store.ts';
import { Secret } from './lib/secret.ts';
import { enqueue } from './queue/enqueue.ts';
import { createLeaseContext } from './queue/lease-context.ts';
import { openLanes } from './queue/open-lanes.ts';
import { runCommand } from './cli/sample-command.ts';

let folder: string;
let env: { readonly RELAY_DATABASE_URL: string };
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'relay-cli-'));
  writeFileSync(join(folder, 'relay.yml'), 'provision: { workspaces: [{ name: default }] }\n');
  env = { RELAY_DATABASE_URL: await createSampleDatabase() };
  store = await openPostgres({ url: new Secret(env.RELAY_DATABASE_URL), maxConnections: 4 });
  const commit = createGroupCommit(store, () => undefined);
  const one = { workspace: 'default', lane: 'l', kind: 'events.apply', now: 1 } as const;
  await commit((unit) =>
    enqueue(unit, [
      { ...one, id: 'dead', subject: 'dead' },
      { ...one, id: 'next', subject: 'next' },
    ]),
  );
  await store.db.updateTable('job').set({ state: 'dead' }).where('id', '=', 'dead').execute();
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

test('a lane that sleeps is tried at once when a command replays what came before', async () => {
  let runs = 0;
  const lanes = await openLanes({
    store,
    leases: createLeaseContext(),
    owner: 'relay',
    leaseMs: 30_000,
    chance: () => 0,
    run: async () => {
      runs += 1;
      return { kind: 'later', delayMs: 3_600_000 };
    },
    arrivedLanes: () => [],
    isHeld: () => false,
    concurrency: 8,
    // The sweep wakes nobody who sleeps.
    sweepEveryMs: 100_000,
    onError: () => undefined,
  });
  const isAsleep = async () =>
    (await store.db.selectFrom('lane_lease').select('lane').execute()).length === 0;
  lanes.start();
  await expect.poll(() => runs, { timeout: 10_000 }).toBe(1);
  await expect.poll(isAsleep, { timeout: 10_000 }).toBe(true);

  const { exits } = await runCommand(folder, ['replay', '--all'], env);

  await expect.poll(() => runs, { timeout: 10_000 }).toBe(2);
  expect(exits).toEqual([]);
  await lanes.stop();
});

test('a command replays where no relay has run on the database yet', async () => {
  const { printed, exits } = await runCommand(folder, ['replay', '--all'], env);

  expect(exits).toEqual([]);
  expect(printed.join('')).toContain('1 dead letters: replay');
});
