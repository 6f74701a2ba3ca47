import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe } from 'vitest';
import { createGroupCommit } from '../database/group-commit.ts';
import { openSqlite, type Store } from '../database/sqlite.ts';
import { describeQueue } from './queue.conformance.ts';

describe('the queue on SQLite', () => {
  let folder: string;
  let store: Store;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'relay-'));
    store = await openSqlite(folder);
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  describeQueue(() => ({
    db: store.db,
    createCommit: (onWake) => createGroupCommit(store.db, onWake),
  }));
});
