import type { ChangeEvent, ChangesPage } from '@alert-relay/shared-types';
import type { Connection } from '../../domain/configuration.ts';
import { toConnectionName } from '../../domain/connection-name.ts';
import { toRelayError } from '../../lib/errors.ts';
import { createTroubles, type Troubles } from '../../lib/troubles.ts';
import { introduce, type IntroduceDeps } from './introduce.ts';

export interface PullChangesDeps extends IntroduceDeps {
  readonly servicenow: IntroduceDeps['servicenow'] & {
    fetchChanges(connection: Connection, limit: number): Promise<ChangesPage>;
    acknowledgeChanges(connection: Connection, ids: readonly string[]): Promise<number>;
  };
  /** Resolves when they are durable. */
  readonly keep: (connection: Connection, changes: readonly ChangeEvent[]) => Promise<void>;
}

const PAGE = 100;
const EVERY_MS = 5000;

/**
 * For instances that may not call out: fetches the outbox, keeps it, then acknowledges. A crash between
 * the last two fetches the same again, and what is known already is not kept twice.
 */
export async function pullChanges(deps: PullChangesDeps, connection: Connection): Promise<void> {
  const troubles = createTroubles();
  while (!deps.isStopped()) {
    const hasMore = await pullPage(deps, troubles, connection);
    if (!hasMore) await deps.wait(EVERY_MS);
  }
}

async function pullPage(
  deps: PullChangesDeps,
  troubles: Troubles,
  connection: Connection,
): Promise<boolean> {
  const of = toConnectionName(connection);
  try {
    const page = await deps.servicenow.fetchChanges(connection, PAGE);
    if (page.changes.length > 0) await keepPage(deps, connection, page.changes);
    if (troubles.ends('pull')) deps.log.info(of, 'pulls changes again');
    return page.changes.length > 0 && page.more;
  } catch (thrown) {
    const error = toRelayError(thrown);
    const { code, message } = error;
    if (troubles.begins('pull', error)) {
      deps.log.warn({ ...of, code, message }, 'could not pull changes');
      // An instance that was restored or got another name, an app that was installed anew.
      if (error.details['problem'] === 'not_found') await introduce(deps, connection);
    }
    return false;
  }
}

async function keepPage(
  { keep, servicenow }: PullChangesDeps,
  connection: Connection,
  changes: readonly ChangeEvent[],
): Promise<void> {
  await keep(connection, changes);
  await servicenow.acknowledgeChanges(
    connection,
    changes.map(({ id }) => id),
  );
}
