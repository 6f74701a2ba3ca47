import path from 'node:path';
import { createGroupCommit } from '../../relay/src/database/group-commit.ts';
import { openPostgres } from '../../relay/src/database/postgres.ts';
import { systemClock } from '../../relay/src/lib/clock.ts';
import { createIds } from '../../relay/src/lib/ids.ts';
import { Secret } from '../../relay/src/lib/secret.ts';
import { toKeyPlace } from '../../relay/src/secrets/key-place.ts';
import { openSecrets } from '../../relay/src/secrets/open-secrets.ts';
import { createSignInMemory } from '../../relay/src/sign-in/sign-in-memory.ts';

/** What a relay keeps of people's sign-ins in a database that it shares; its key lies in the folder. */
export async function openSharedSignIns(url: string, folder: string) {
  const store = await openPostgres({ url: new Secret(url), maxConnections: 4 });
  const { db } = store;
  const commit = createGroupCommit(store, () => undefined);
  const { sealing } = await openSecrets({
    db,
    commit,
    keyPlace: toKeyPlace({}, path.join(folder, 'relay.yml')),
    newId: createIds(() => Date.now()),
    now: () => Date.now(),
  });
  const signIns = createSignInMemory({ db, commit, sealing, clock: systemClock, holder: 'relay' });
  return { signIns, close: () => store.close() };
}
