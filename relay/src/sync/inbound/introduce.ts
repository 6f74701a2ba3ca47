import type { ConnectAnswer } from '@alert-relay/shared-types';
import type { Logger } from 'pino';
import type { Connection } from '../../domain/configuration.ts';
import { toConnectionName } from '../../domain/connection-name.ts';
import { toRelayError } from '../../lib/errors.ts';

export interface IntroduceDeps {
  readonly servicenow: {
    connect(
      connection: Connection,
      relay: { readonly version: string; readonly url: string | undefined },
    ): Promise<ConnectAnswer>;
  };
  readonly version: string;
  /** Where instances reach this relay. */
  readonly publicUrl: string;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Waits, or returns early when the relay stops. */
  readonly wait: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 300_000;

/**
 * Tells an instance where to push its changes, and with which secret to sign them. Alerts do not wait
 * for it: an instance that sleeps now takes them later, and is introduced to when it wakes.
 */
export async function introduce(deps: IntroduceDeps, connection: Connection): Promise<void> {
  const url = `${deps.publicUrl}/w/${connection.workspace}`;
  const facts = toConnectionName(connection);
  for (
    let delayMs = FIRST_DELAY_MS;
    !deps.isStopped();
    delayMs = Math.min(delayMs * 2, MAX_DELAY_MS)
  ) {
    try {
      const answer = await deps.servicenow.connect(connection, { version: deps.version, url });
      deps.log.info(
        { ...facts, instance: answer.instance.name, appVersion: answer.app_version },
        'connected',
      );
      return;
    } catch (thrown) {
      const { code, message } = toRelayError(thrown);
      deps.log.warn({ ...facts, code, message, retryInMs: delayMs }, 'could not connect');
      await deps.wait(delayMs);
    }
  }
}
