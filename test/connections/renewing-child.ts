// One relay's half of signing in, on a database that it shares: lets its access token end again and again.
import process from 'node:process';
import { sampleConnection } from '../../relay/src/domain/samples.ts';
import { systemClock } from '../../relay/src/lib/clock.ts';
import { createOutgoing } from '../../relay/src/lib/outgoing.ts';
import { Secret } from '../../relay/src/lib/secret.ts';
import { createServiceNow } from '../../relay/src/servicenow/create-servicenow.ts';
import { noMemory } from '../../relay/src/servicenow/sample-servicenow.ts';
import { openSharedSignIns } from './shared-sign-ins.ts';

const [, , url = '', issuer = '', folder = '', workers = '', expiries = ''] = process.argv;
const { signIns, close } = await openSharedSignIns(url, folder);
const outgoing = createOutgoing({ allow: ['127.0.0.1'] });
let passedMs = 0;
const servicenow = createServiceNow({
  outgoing,
  clock: systemClock,
  steadyClock: { now: () => performance.now() + passedMs },
  signIns,
  deadlineMs: 20_000,
  memory: noMemory,
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
await close();
console.log('done');
