import { RelayError, toRelayError } from '../lib/errors.ts';
import type { Answer, Outgoing } from '../lib/outgoing.ts';
import { permitRequest } from './permit-request.ts';
import type { Integration, SatelliteFile } from './satellite-file.ts';
import { agentPath, type Delivered, FetchAnswer, type FetchedRequest } from '../api/agent-wire.ts';

export interface AgentDeps {
  readonly outgoing: Pick<Outgoing, 'send'>;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  /** Waits, or returns early when the agent stops. */
  readonly wait: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
  /** Hears of each request that is being asked; it ends when its answer was brought. */
  readonly onAsking: (asking: Promise<void>) => void;
}

/** Longer than the relay holds a fetch. */
const FETCH_DEADLINE_MS = 40_000;
const DELIVER_DEADLINE_MS = 30_000;
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;

/**
 * The agent: dials the relay and nobody dials it. For each integration it fetches what the relay wants to
 * ask, signs in with what only it knows, and brings the answer.
 */
export async function runAgent(deps: AgentDeps, file: SatelliteFile): Promise<void> {
  await Promise.all(
    file.integrations.map((integration) => serveIntegration(deps, file, integration)),
  );
}

async function serveIntegration(
  deps: AgentDeps,
  file: SatelliteFile,
  integration: Integration,
): Promise<void> {
  let delayMs = FIRST_DELAY_MS;
  let isConnected = false;
  while (!deps.isStopped()) {
    try {
      const requests = await fetchRequests(deps, file, integration);
      if (!isConnected) deps.log.info({ integration: integration.id }, 'connected to the relay');
      isConnected = true;
      delayMs = FIRST_DELAY_MS;
      // Lanes of the relay wait for their own answers only.
      for (const request of requests) deps.onAsking(handle(deps, file, integration, request));
    } catch (thrown) {
      const { code, message } = toRelayError(thrown);
      deps.log.warn(
        { integration: integration.id, code, message, retryInMs: delayMs },
        'the relay was not reached',
      );
      isConnected = false;
      await deps.wait(delayMs);
      delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
    }
  }
}

async function fetchRequests(
  deps: AgentDeps,
  file: SatelliteFile,
  integration: Integration,
): Promise<readonly FetchedRequest[]> {
  const answer = await post(deps, file, integration, 'fetch', {}, FETCH_DEADLINE_MS);
  if (answer.status !== 200) {
    throw new RelayError(
      answer.status === 401 ? 'TOKEN_REFUSED' : 'DESTINATION_REFUSED',
      `The relay answered ${answer.status}: look at tenant, api_key and id of satellite.yml; the token needs the scope agents:work.`,
    );
  }
  return FetchAnswer.parse(JSON.parse(answer.body.toString('utf8'))).requests;
}

async function handle(
  deps: AgentDeps,
  file: SatelliteFile,
  integration: Integration,
  request: FetchedRequest,
): Promise<void> {
  const delivered = await ask(deps, integration, request);
  try {
    await post(deps, file, integration, 'answers', delivered, DELIVER_DEADLINE_MS);
  } catch (thrown) {
    // The relay takes it for an open outcome, and asks again as it does after any lost answer.
    const { code, message } = toRelayError(thrown);
    deps.log.warn({ integration: integration.id, code, message }, 'an answer was lost');
  }
}

async function ask(
  { outgoing }: AgentDeps,
  integration: Integration,
  request: FetchedRequest,
): Promise<Delivered> {
  const { id, method, headers, body, deadlineMs } = request;
  const permitted = permitRequest(integration, request);
  if (permitted.kind === 'refused') return { id, because: permitted.because };
  const pair = `${integration.username}:${integration.api_key.reveal()}`;
  const authorization = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  try {
    const answer = await outgoing.send({
      url: permitted.url,
      method,
      headers: { ...headers, authorization },
      ...(body === undefined ? {} : { body }),
      deadlineMs,
    });
    return {
      id,
      status: answer.status,
      headers: answer.headers,
      body: answer.body.toString('base64'),
    };
  } catch (thrown) {
    return { id, because: toRelayError(thrown).message.slice(0, 1_000) };
  }
}

function post(
  { outgoing }: AgentDeps,
  { satellite }: SatelliteFile,
  { id }: Integration,
  what: 'fetch' | 'answers',
  body: object,
  deadlineMs: number,
): Promise<Answer> {
  return outgoing.send({
    url: `${satellite.url}${agentPath(satellite.tenant, id)}/${what}`,
    method: 'POST',
    headers: {
      authorization: `Bearer ${satellite.api_key.reveal()}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
    deadlineMs,
  });
}
