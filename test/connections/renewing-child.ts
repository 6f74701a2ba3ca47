// One relay's half of signing in, on a database that it shares: lets its access token end again and again.
import path from 'node:path';
import process from 'node:process';
import { createGroupCommit } from '../../relay/src/database/group-commit.ts';
import { openPostgres } from '../../relay/src/database/postgres.ts';
import { sampleConnection } from '../../relay/src/domain/samples.ts';
import { systemClock } from '../../relay/src/lib/clock.ts';
import { createIds } from '../../relay/src/lib/ids.ts';
import { createOutgoing } from '../../relay/src/lib/outgoing.ts';
import { Secret } from '../../relay/src/lib/secret.ts';
import { toKeyPlace } from '../../relay/src/secrets/key-place.ts';
import { openSecrets } from '../../relay/src/secrets/open-secrets.ts';
import { createServiceNow } from '../../relay/src/servicenow/create-servicenow.ts';
import { createSignInMemory } from '../../relay/src/sign-in/sign-in-memory.ts';

const [, , url = '', issuer = '', folder = '', workers = '', expiries = ''] = process.argv;
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
const outgoing = createOutgoing({ allow: ['127.0.0.1'] });
let passedMs = 0;
const servicenow = createServiceNow({
  outgoing,
  clock: systemClock,
  steadyClock: { now: () => performance.now() + passedMs },
  signIns: createSignInMemory({ db, commit, sealing, clock: systemClock, holder: 'relay' }),
  deadlineMs: 20_000,
  memory: {
    find: async () => undefined,
    begin: async () => undefined,
    settle: async () => undefined,
    withdraw: async () => undefined,
  },
});
const connection = sampleConnection({
  url: issuer,
  mode: 'table',
  credentials: {
    kind: 'authorization-code',
    clientId: 'relay',
    clientSecret: new Secret('client-secret'),
    authorizationUrl: `${issuer}/auth`,
    tokenUrl: `${issuer}/token`,
    issuer,
    scope: 'openid',
  },
});

for (let expiry = 0; expiry < Number(expiries); expiry += 1) {
  await Promise.all(
    Array.from({ length: Number(workers) }, () =>
      servicenow.fetchRecords(connection, 'incident', {
        updatedOn: '2020-01-01 00:00:00',
        sysId: '',
      }),
    ),
  );
  passedMs += 86_400_000;
}
await outgoing.close();
await store.close();
console.log('done');
