import { setTimeout as delay } from 'node:timers/promises';
import { loadSatelliteFile } from '../agent/load-satellite-file.ts';
import { type AgentDeps, runAgent } from '../agent/run-agent.ts';
import { toRelayError } from '../lib/errors.ts';
import { createOutgoing } from '../lib/outgoing.ts';
import { CONFIGURATION_FAULT, FAILURE, SUCCESS } from './exit-codes.ts';

export interface ServeAgentDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly createLog: (level: 'info') => AgentDeps['log'] & {
    fatal(fields: object, message: string): void;
  };
  /** Calls the listener each time somebody asks the process to end. */
  readonly onStopRequest: (listener: () => void) => void;
  readonly exit: (code: number) => void;
}

/** As long as the relay's own: below the time after which whoever ends it kills it. */
const STOP_WITHIN_MS = 25_000;

/** `alert-relay serve --agent satellite.yml`: beside an instance that nobody reaches from outside. */
export async function serveAgent(deps: ServeAgentDeps, file: string): Promise<void> {
  const log = deps.createLog('info');
  try {
    const satellite = loadSatelliteFile(file, deps.env);
    const stopping = new AbortController();
    // Whoever wrote these addresses into the file means them; nothing else is called.
    const urls = [satellite.satellite.url, ...satellite.integrations.map(({ url }) => url)];
    const hosts = urls.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, ''));
    const outgoing = createOutgoing({ allow: hosts });
    const asking = new Set<Promise<void>>();
    deps.onStopRequest(() => {
      if (stopping.signal.aborted) return deps.exit(FAILURE);
      log.info({ asking: asking.size, withinMs: STOP_WITHIN_MS }, 'stopping');
      stopping.abort();
      // What the instance does meanwhile would be an open outcome to the relay, and a lane that waits.
      const late = delay(STOP_WITHIN_MS, undefined, { ref: false });
      void Promise.race([Promise.all(asking), late]).then(() => deps.exit(SUCCESS));
    });
    log.info(
      { relay: satellite.satellite.url, integrations: satellite.integrations.map(({ id }) => id) },
      'agent started',
    );
    await runAgent(
      {
        outgoing,
        log,
        wait: (ms) => delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined),
        isStopped: () => stopping.signal.aborted,
        onAsking(one) {
          asking.add(one);
          void one.finally(() => asking.delete(one));
        },
      },
      satellite,
    );
  } catch (thrown) {
    const error = toRelayError(thrown);
    log.fatal({ err: error, code: error.code }, 'could not start');
    deps.exit(error.code === 'CONFIGURATION_INVALID' ? CONFIGURATION_FAULT : FAILURE);
  }
}
