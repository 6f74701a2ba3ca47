import type { Logger } from 'pino';
import type { Clock } from '../lib/clock.ts';
import { RelayError } from '../lib/errors.ts';
import { createExpiringCache } from '../lib/expiring-cache.ts';
import type { Answer, Outgoing } from '../lib/outgoing.ts';
import type { ReceiveDeliveryDeps } from './receive-delivery.ts';

interface FetchDeps {
  readonly outgoing: Pick<Outgoing, 'send'>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info'>;
}

/** The tool waits for our answer meanwhile. */
const DEADLINE_MS = 3000;
/** A certificate has some 2 KB. */
const MAX_BYTES = 64 * 1024;
const KEEP_MS = 3_600_000;
const MAX_ENTRIES = 100;
/** Strangers can make us ask; they shall not make us ask often. */
const MAX_UNDER_WAY = 8;

/**
 * What connectors cannot get by themselves. Which addresses are harmless they have checked; that no
 * address leads into the network of the operator is checked here, by `outgoing`.
 */
export function createFetchForConnectors(
  deps: FetchDeps,
): Pick<ReceiveDeliveryDeps, 'fetchText' | 'visit'> {
  const cache = createExpiringCache<string>({
    clock: deps.clock,
    keepMs: KEEP_MS,
    maxEntries: MAX_ENTRIES,
  });
  let underWay = 0;

  async function fetch(url: string): Promise<string> {
    if (underWay >= MAX_UNDER_WAY) throw unavailable(url, 'too many are under way');
    underWay += 1;
    try {
      const answer = await deps.outgoing.send({
        url,
        method: 'GET',
        headers: {},
        deadlineMs: DEADLINE_MS,
      });
      return readAnswer(url, answer);
    } finally {
      underWay -= 1;
    }
  }

  return {
    fetchText: (url) => cache.get(url, () => fetch(url)),
    visit: async (url) => {
      await fetch(url);
      deps.log.info({ host: URL.parse(url)?.host }, 'confirmed a subscription');
    },
  };
}

function readAnswer(url: string, { status, body }: Answer): string {
  if (status !== 200) throw unavailable(url, `it answered ${status}`);
  if (body.length > MAX_BYTES) throw unavailable(url, `it is larger than ${MAX_BYTES} bytes`);
  return body.toString('utf8');
}

/** Without the path, which may hold a token. */
function unavailable(url: string, because: string): RelayError {
  return new RelayError(
    'DESTINATION_UNAVAILABLE',
    `Could not fetch from ${URL.parse(url)?.host}: ${because}.`,
  );
}
