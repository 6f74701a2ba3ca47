import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { InstanceClient } from '../support/instance-client.ts';
import type { Workspace } from '../support/relay-file.ts';
import { startRelay, type Relay } from '../support/start-relay.ts';
import { postNotification, untilDrained } from '../support/system.ts';
import type { TemporaryFolder } from '../support/temporary-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { check, type Verdict } from './checker.ts';
import { notificationOf } from './notification-of.ts';
import { toEffects } from './run-crash-test.ts';

/** What is said of one alert, in order. */
export const statements = ['create', 'update', 'resolve'] as const;

export interface Armed {
  readonly relay: Relay;
  /** From now on the relay dies when this moment comes. */
  readonly arm: (moment: string) => Promise<void>;
  /** Lets the relay die at this moment, and starts it again. */
  readonly dieAt: (moment: string, during: () => Promise<void>) => Promise<void>;
}

export async function startArmed(
  folder: TemporaryFolder,
  workspaces: readonly Workspace[],
  env: Readonly<Record<string, string>> = {},
): Promise<Armed> {
  const file = path.join(folder.path, 'crash-at');
  const relay = await startRelay({
    workspaces,
    env: { RELAY_CRASH_AT: file, ...env },
  });
  const arm = (moment: string): Promise<void> => writeFile(file, moment);
  return {
    relay,
    arm,
    dieAt: async (moment, during) => {
      const exited = relay.exited();
      await arm(moment);
      const done = during();
      const exit = await waitFor(() => Promise.race([exited, nothingYet()]), {
        within: 60_000,
        what: `the end of the relay ${moment}. It wrote:\n${relay.log()}`,
      });
      expect(exit.signal).toBe('SIGKILL');
      await relay.start();
      await done;
      await untilDrained(relay, 60_000);
    },
  };
}

/** Lets a race end in favor of what is there already. */
function nothingYet(): Promise<undefined> {
  return new Promise((resolve) => setImmediate(() => resolve(undefined)));
}

/** Like a tool: says it until somebody takes it. */
export async function say(relay: Relay, key: string, step: number): Promise<void> {
  const body = notificationOf({ key, step }, step === statements.length);
  await waitFor(async () => (await postNotification(relay, body)) === 202, {
    within: 60_000,
    every: 50,
    what: 'an answer of the relay',
  });
}

/** Everything that was said of these alerts was acknowledged. */
export async function judge(
  agent: InstanceClient,
  keys: readonly string[],
  steps: number = statements.length,
): Promise<Verdict> {
  const said = keys.flatMap((key) =>
    Array.from({ length: steps }, (_, index) => ({ key, step: index + 1 })),
  );
  const writes = await agent.writes();
  return check({ attempted: said, acknowledged: said, effects: writes.flatMap(toEffects) });
}
