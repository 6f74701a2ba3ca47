import type { HeartbeatAnswer } from '@alert-relay/shared-types';
import type { Logger } from 'pino';
import type { Commit } from '../../database/group-commit.ts';
import type { Db } from '../../database/schema.ts';
import { judgeApp, silenceTexts } from '../../domain/app-silence.ts';
import type { Connection } from '../../domain/configuration.ts';
import { toConnectionName } from '../../domain/connection-name.ts';
import type { Clock } from '../../lib/clock.ts';
import { createTroubles } from '../../lib/troubles.ts';
import type { KnownApp } from '../../servicenow/app.ts';
import { findAppWatch, recordAppWatch, toColumns } from '../../store/app-watches.ts';
import { introduce, type IntroduceDeps } from '../inbound/introduce.ts';

export interface KeepInTouchDeps extends IntroduceDeps {
  readonly db: Db;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly servicenow: IntroduceDeps['servicenow'] & {
    findApp(connection: Connection): Promise<KnownApp>;
    sendHeartbeat(
      connection: Connection,
      relay: { readonly version: string; readonly everySeconds: number },
    ): Promise<HeartbeatAnswer | undefined>;
  };
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Far below the half hour after which either side raises an alarm. */
const EVERY_SECONDS = 300;

/**
 * The watchdog, both ways: tells the app that the relay is there, so that it raises an alarm in
 * ServiceNow when that stops; and says here when the app is the one that does not answer, does not
 * bring its changes away, or is not heard any more.
 */
export async function keepInTouch(deps: KeepInTouchDeps, connection: Connection): Promise<void> {
  const of = toConnectionName(connection);
  const listeningSince = deps.clock.now();
  const troubles = createTroubles();
  while (!deps.isStopped()) {
    await troubles.attempt('heartbeat', () => touch(deps, connection), {
      begins: ({ code, message }) =>
        deps.log.warn({ ...of, code, message }, 'no heartbeat could be sent'),
      // Heard of as the app's return.
      ends: () => undefined,
    });
    await judge(deps, connection, listeningSince).catch((error: unknown) => {
      deps.log.error({ ...of, err: error }, 'the app could not be judged');
    });
    await deps.wait(EVERY_SECONDS * 1000);
  }
}

async function touch(deps: KeepInTouchDeps, connection: Connection): Promise<void> {
  const { servicenow, clock, version } = deps;
  const app = await servicenow.findApp(connection);
  const hasHeartbeat = app.features.has('heartbeat');
  const answer = hasHeartbeat
    ? await servicenow.sendHeartbeat(connection, { version, everySeconds: EVERY_SECONDS })
    : undefined;
  // An app that was installed anew or an instance that was restored has forgotten us, one with a new name
  // takes itself for a clone.
  if (hasHeartbeat && answer === undefined) await introduce(deps, connection);
  const now = clock.now();
  const learned = {
    answered_at: now,
    app_version: answer?.app_version ?? app.version,
    ...(answer === undefined ? {} : toColumns(toBacklog(answer))),
  };
  await deps.commit((unit) => recordAppWatch(unit, toConnectionName(connection), now, learned));
}

function toBacklog({ waiting, oldest_waiting_minutes, dead }: HeartbeatAnswer) {
  return { waiting, oldestWaitingMinutes: oldest_waiting_minutes, dead };
}

/** Once for each turn: who is silent, or is there again. */
async function judge(
  deps: KeepInTouchDeps,
  connection: Connection,
  listeningSince: number,
): Promise<void> {
  const of = toConnectionName(connection);
  const now = deps.clock.now();
  await deps.commit((unit) => recordAppWatch(unit, of, now, {}));
  const watch = await findAppWatch(deps.db, of);
  if (watch === undefined) return;
  const { oldestWaitingMinutes } = watch.backlog;
  const changes = connection.changes === 'push' ? 'push' : 'pull';
  const because = judgeApp({ ...watch, listeningSince, changes, oldestWaitingMinutes }, now);
  if (because === watch.silent?.because) return;
  await deps.commit((unit) =>
    recordAppWatch(unit, of, now, {
      because: because ?? null,
      silent_since: because === undefined ? null : now,
    }),
  );
  if (because === undefined) deps.log.info(of, 'the app is there again');
  else deps.log.error({ ...of, because, what: silenceTexts[because] }, 'the app is silent');
}
