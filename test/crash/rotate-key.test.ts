import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createGroupCommit } from '../../relay/src/database/group-commit.ts';
import { openSqlite } from '../../relay/src/database/sqlite.ts';
import { Secret } from '../../relay/src/lib/secret.ts';
import { createKeyFile } from '../../relay/src/secrets/key-file.ts';
import { toKeyPlace } from '../../relay/src/secrets/key-place.ts';
import { loadMasterKeys } from '../../relay/src/secrets/master-keys.ts';
import { openSecrets } from '../../relay/src/secrets/open-secrets.ts';
import { forgetFormerKeys, rotateMasterKey } from '../../relay/src/secrets/rotate-master-key.ts';

const workspaces = ['acme', 'globex'];
/** Each step is a process of its own, and the machine may be busy. */
const PATIENCE = { timeout: 240_000 };
const child = path.join(import.meta.dirname, 'rotate-key-child.ts');
const placeIn = (workspace: string) => ({ workspace, table: 'x', row: 'y', column: 'z' });

/** A rotation that is killed at its crash point number `killAt`; says whether it came that far. */
async function killedAt(folder: string, killAt: number): Promise<boolean> {
  const process_ = spawn(process.execPath, [child, folder, String(killAt)], { stdio: 'inherit' });
  const [code, signal] = await once(process_, 'exit');
  expect([code, signal]).toEqual(signal === null ? [0, null] : [null, 'SIGKILL']);
  return signal === 'SIGKILL';
}

test(
  'a rotation that is killed at any step leaves every secret readable, and the next run ends it',
  PATIENCE,
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'relay-rotate-'));
    const keyPlace = toKeyPlace({}, path.join(folder, 'relay.yml'));
    createKeyFile(path.join(folder, 'relay.key'));
    const store = await openSqlite(path.join(folder, 'data'));
    const { db } = store;
    const commit = createGroupCommit(store, () => undefined);
    let ids = 0;
    const open = () =>
      openSecrets({ db, commit, keyPlace, newId: () => `id-${(ids += 1)}`, now: () => 1 });
    const { sealing: running } = await open();
    const sealed = new Map<string, string>();
    for (const workspace of workspaces) {
      sealed.set(workspace, await running.seal(placeIn(workspace), new Secret(`of ${workspace}`)));
    }
    const allOpen = async () => {
      const { sealing } = await open();
      for (const workspace of workspaces) {
        const opened = await sealing.open(placeIn(workspace), sealed.get(workspace) ?? '');
        expect(opened.reveal()).toBe(`of ${workspace}`);
      }
    };

    let killAt = 0;
    let wasKilled = true;
    while (wasKilled) {
      killAt += 1;
      wasKilled = await killedAt(folder, killAt);
      await allOpen();
      await rotateMasterKey({ db, commit, keyPlace });
      await allOpen();
      await forgetFormerKeys({ db, commit, keyPlace });
      await allOpen();
      expect(loadMasterKeys(keyPlace)).toHaveLength(1);
    }

    // Two of the key file, two for each data key, two when the former key is forgotten.
    expect(killAt).toBe(2 + 2 * workspaces.length + 2 + 1);
    // A relay that ran all the time still opens and seals.
    const late = await running.seal(placeIn('acme'), new Secret('late'));
    expect((await running.open(placeIn('acme'), late)).reveal()).toBe('late');
    // Nothing else with a key in it.
    expect(readdirSync(folder).toSorted()).toEqual(['data', 'relay.key', 'relay.key.lock']);
    await store.close();
    rmSync(folder, { recursive: true });
  },
);

test('a former key that still wraps something is not forgotten', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'relay-forget-'));
  const keyPlace = toKeyPlace({}, path.join(folder, 'relay.yml'));
  createKeyFile(path.join(folder, 'relay.key'));
  const store = await openSqlite(path.join(folder, 'data'));
  const { db } = store;
  const commit = createGroupCommit(store, () => undefined);
  const { sealing } = await openSecrets({ db, commit, keyPlace, newId: () => 'id', now: () => 1 });
  await sealing.seal(placeIn('acme'), new Secret('x'));
  await killedAt(folder, 3);

  await expect(forgetFormerKeys({ db, commit, keyPlace })).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    message: expect.stringContaining('still wraps'),
  });
  await store.close();
  rmSync(folder, { recursive: true });
});
