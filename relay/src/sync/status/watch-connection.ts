import type { Logger } from 'pino';
import type { Connection } from '../../domain/configuration.ts';
import type { ConnectionState } from '../../domain/connection-hold.ts';
import {
  type ConnectionStatus,
  judgeStatus,
  type StatusWarning,
} from '../../domain/connection-status.ts';
import type { ConnectionName } from '../../domain/connection-name.ts';
import type { Clock } from '../../lib/clock.ts';
import type { KeptStatus } from '../../store/connection-status.ts';
import type { Outlook } from './find-outlook.ts';
import type { Signals } from './signals.ts';

export interface WatchConnectionDeps {
  /** For what is kept. */
  readonly clock: Clock;
  /** For how long ago something was: a clock that is set back would stop the watch until it is as late again. */
  readonly steadyClock: Clock;
  readonly signals: Signals;
  readonly holdOf: (connection: Connection) => ConnectionState;
  /** Why it cannot be used as it is stored; `undefined` where it can. */
  readonly faultOf: (connection: Connection) => string | undefined;
  readonly servicenow: { probe(connection: Connection): Promise<void> };
  readonly outlookOf: (connection: Connection) => Promise<Outlook>;
  /** So that any relay and a command can tell. */
  readonly recordStatus: (status: KeptStatus) => Promise<void>;
  readonly metrics: {
    setConnectionStatus(
      labels: ConnectionName,
      status: ConnectionStatus['status'],
      since: number,
    ): void;
    setCredentialsEnd(labels: ConnectionName, at: number | undefined): void;
  };
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly wait: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

const LOOK_EVERY_MS = 1000;
/** As often the status is said again, warnings are looked at, and an instance that was not heard is asked. */
const SAY_AGAIN_EVERY_MS = 60_000;

/**
 * Keeps the status of a connection: from how its calls end, and where none came for a minute from a
 * probe. Each relay for itself, since it may be the way from this one that fails.
 */
export async function watchConnection(
  deps: WatchConnectionDeps,
  connection: Connection,
): Promise<void> {
  const { clock, steadyClock, signals } = deps;
  const { workspace, name, enabled: isEnabled } = connection;
  let last: (ConnectionStatus & { readonly since: number }) | undefined;
  let saidAt = -Infinity;
  let probedAt = -Infinity;
  let heldAt = -Infinity;
  let warnings: readonly StatusWarning[] = [];
  const beganAt = steadyClock.now();
  // What was told of it before somebody changed it may be mended by that: it counts no more.
  const recentOf = () => signals.recentOf(connection).filter(({ at }) => at >= beganAt);

  function probeIfQuiet(): void {
    const now = steadyClock.now();
    const heardAt = Math.max(recentOf().at(-1)?.at ?? -Infinity, probedAt);
    if (!isEnabled || now - heardAt < SAY_AGAIN_EVERY_MS) return;
    probedAt = now;
    // How it ended is a signal like any other.
    deps.servicenow.probe(connection).catch(() => undefined);
  }

  async function look(): Promise<void> {
    probeIfQuiet();
    const lookedAt = steadyClock.now();
    const isDue = lookedAt - saidAt >= SAY_AGAIN_EVERY_MS;
    if (isDue) {
      const outlook = isEnabled ? await deps.outlookOf(connection) : undefined;
      warnings = outlook?.warnings ?? [];
      deps.metrics.setCredentialsEnd({ workspace, connection: name }, outlook?.endsAt);
    }
    const hold = deps.holdOf(connection);
    if (hold.kind !== 'open') heldAt = lookedAt;
    // What an outage left behind is over with it.
    const ended =
      hold.kind === 'open'
        ? recentOf().filter(({ at }) => at > heldAt)
        : signals.recentOf(connection);
    // Before the first answer there is nothing to say.
    if (isEnabled && ended.length === 0 && last === undefined) return;
    const status = judgeStatus({
      isEnabled,
      fault: deps.faultOf(connection),
      hold,
      ended,
      warnings,
    });
    const isTurn = status.status !== last?.status || status.because !== last.because;
    if (!isTurn && !isDue) return;
    const now = clock.now();
    const since = isTurn ? (hold.kind === 'open' ? now : hold.since) : (last?.since ?? now);
    if (isTurn) tell(status, last);
    last = { ...status, since };
    saidAt = lookedAt;
    deps.metrics.setConnectionStatus({ workspace, connection: name }, status.status, since);
    const { because, message } = status;
    const at = { workspace, connection: name, since, seenAt: now };
    await deps.recordStatus({ ...at, status: status.status, because, message });
  }

  function tell(
    { status, because, message }: ConnectionStatus,
    before: ConnectionStatus | undefined,
  ) {
    const fields = { workspace, connection: name, status, because, message };
    if (status === 'ok' && before === undefined) return;
    if (status === 'ok') deps.log.info(fields, 'connection is well again');
    else deps.log.warn(fields, 'connection is not well');
  }

  while (!deps.isStopped()) {
    try {
      await look();
    } catch (error) {
      // A store that does not answer now is asked again; the watch goes on.
      deps.log.warn({ workspace, connection: name, err: error }, 'status could not be kept');
    }
    await deps.wait(LOOK_EVERY_MS);
  }
}
