import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createGroupCommit } from '../../relay/src/database/group-commit.ts';
import { openSqlite } from '../../relay/src/database/sqlite.ts';
import { sampleConnection } from '../../relay/src/domain/samples.ts';
import { systemClock } from '../../relay/src/lib/clock.ts';
import { createIds } from '../../relay/src/lib/ids.ts';
import { Secret } from '../../relay/src/lib/secret.ts';
import { createKeyFile } from '../../relay/src/secrets/key-file.ts';
import { toKeyPlace } from '../../relay/src/secrets/key-place.ts';
import { openSecrets } from '../../relay/src/secrets/open-secrets.ts';
import { createSignInMemory } from '../../relay/src/sign-in/sign-in-memory.ts';
import { openGate, type PassedCall } from '../support/gate.ts';
import { createInstanceClient } from '../support/instance-client.ts';
import { alertmanagerWorkspace } from '../support/relay-file.ts';
import { type RunningInstance, startInstance } from '../support/start-instance.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { judge, say, startArmed } from './armed-relay.ts';

const minutes = 60_000;
const hourMs = 3_600_000;

/** Where a token request is stopped: before the instance has it, or with its answer. */
type Side = 'asked' | 'answered';

/** Stops the next token request on one side until it is let go. */
function createStop() {
  let next: { side: Side; here: PromiseWithResolvers<void>; go: PromiseWithResolvers<void> };
  let isSet = false;
  const at = (side: Side) => async (call: PassedCall) => {
    if (!isSet || next.side !== side || !call.path.startsWith('/oauth_token.do')) return;
    isSet = false;
    next.here.resolve();
    await next.go.promise;
  };
  return {
    admit: at('asked'),
    release: at('answered'),
    set(side: Side) {
      next = { side, here: Promise.withResolvers(), go: Promise.withResolvers() };
      isSet = true;
      return { here: next.here.promise, go: () => next.go.resolve() };
    },
  };
}

/** What a person's sign-in leaves in the store, without the browser. */
async function signIn(
  { url, integration }: RunningInstance,
  dataFolder: string,
  keyFile: string,
): Promise<void> {
  const { user, password, clientId, clientSecret } = integration;
  const answer = await fetch(`${url}/oauth_token.do`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: clientId,
      client_secret: clientSecret,
      username: user,
      password,
    }),
  });
  const { refresh_token } = z.object({ refresh_token: z.string() }).parse(await answer.json());
  const store = await openSqlite(dataFolder, { beside: true });
  const commit = createGroupCommit(store, () => undefined);
  const { sealing } = await openSecrets({
    db: store.db,
    commit,
    keyPlace: toKeyPlace({ RELAY_KEY_FILE: keyFile }, 'relay.yml'),
    newId: createIds(() => Date.now()),
    now: () => Date.now(),
  });
  const memory = createSignInMemory({
    db: store.db,
    commit,
    sealing,
    clock: systemClock,
    holder: 'command',
  });
  const connection = sampleConnection({ workspace: 'main', name: 'production' });
  await memory.record(connection, new Secret(refresh_token));
  await store.close();
}

test(
  'S17 a relay that dies at any step of renewing a sign-in goes on with it at once, and loses nothing',
  async () => {
    await using folder = await createTemporaryFolder('sign-in');
    await using instance = await startInstance();
    const stop = createStop();
    await using gate = await openGate(instance.url, stop);
    const keyFile = path.join(folder.path, 'relay.key');
    createKeyFile(keyFile);
    const { clientId, clientSecret } = instance.integration;
    const connection = { credentials: { kind: 'authorization-code', clientId, clientSecret } };
    const access = { ...instance, url: gate.url };
    const armed = await startArmed(
      folder,
      [alertmanagerWorkspace({ instance: access, connection })],
      { RELAY_KEY_FILE: keyFile },
    );
    const { relay, arm, dieAt } = armed;
    await using _relay = relay;
    await signIn(instance, relay.dataFolder, keyFile);

    const keys: string[] = [];
    let passedMs = 0;
    /** The token of the relay is over, and there is something to be told with the next one. */
    const needToken = async (): Promise<void> => {
      passedMs += hourMs;
      await fetch(`${instance.url}/__control/clock`, {
        method: 'POST',
        body: JSON.stringify({ offsetMs: passedMs }),
      });
      const key = `alert-${keys.length + 1}`;
      keys.push(key);
      await say(relay, key, 1);
    };

    await dieAt('before renew-sign-in', needToken);
    await dieAt('after renew-sign-in', needToken);
    for (const side of ['asked', 'answered'] as const) {
      const stopped = stop.set(side);
      await dieAt(`when the token is ${side}`, async () => {
        await needToken();
        await stopped.here;
        await relay.kill();
        stopped.go();
      });
    }
    for (const side of ['before', 'after'] as const) {
      const stopped = stop.set('answered');
      await dieAt(`when the token is answered, ${side} it is kept`, async () => {
        await needToken();
        await stopped.here;
        await arm(`${side} renew-sign-in`);
        stopped.go();
      });
    }

    const verdict = await judge(createInstanceClient(instance.url, instance.admin), keys, 1);
    expect(verdict).toMatchObject({ lost: [], duplicated: [], unexpected: [], outOfOrder: [] });
    expect(keys).toHaveLength(6);
  },
  8 * minutes,
);
