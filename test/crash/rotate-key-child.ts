// A rotation that kills itself at the crash point with the given number.
import path from 'node:path';
import process from 'node:process';
import { createGroupCommit } from '../../relay/src/database/group-commit.ts';
import { openSqlite } from '../../relay/src/database/sqlite.ts';
import { toKeyPlace } from '../../relay/src/secrets/key-place.ts';
import { forgetFormerKeys, rotateMasterKey } from '../../relay/src/secrets/rotate-master-key.ts';

const [, , folder = '', killAt = ''] = process.argv;
const store = await openSqlite(path.join(folder, 'data'), { beside: true });
let passed = 0;
const deps = {
  db: store.db,
  commit: createGroupCommit(store, () => undefined),
  keyPlace: toKeyPlace({}, path.join(folder, 'relay.yml')),
  crashPoint: () => {
    passed += 1;
    if (passed === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  },
};
await rotateMasterKey(deps);
await forgetFormerKeys(deps);
await store.close();
