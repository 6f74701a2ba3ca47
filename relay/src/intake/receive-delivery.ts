import type { Connector, Delivery } from '../connector-kit/connector.ts';
import type { Route, Source } from '../domain/configuration.ts';
import type { AlertEvent } from '../domain/alert-event.ts';
import type { Clock } from '../lib/clock.ts';
import type { NewId } from '../lib/ids.ts';
import { assignLane } from '../normalize/assign-lanes.ts';
import type { NewJob } from '../queue/enqueue.ts';
import type { NewDelivery, NewEvent } from '../store/deliveries.ts';

/** A delivery with everything that follows from it: durable together or not at all. */
export interface AcceptedDelivery {
  readonly delivery: NewDelivery;
  readonly events: readonly NewEvent[];
  readonly jobs: readonly NewJob[];
}

/** What this stage needs from the outside, and nothing more. */
export interface ReceiveDeliveryDeps {
  readonly findSource: (workspace: string, name: string) => Source | undefined;
  readonly findConnector: (id: string) => Connector | undefined;
  readonly routesOf: (workspace: string) => readonly Route[];
  /** Resolves when it is durable. */
  readonly keep: (accepted: AcceptedDelivery) => Promise<void>;
  readonly clock: Clock;
  readonly newId: NewId;
}

export interface IncomingRequest {
  readonly workspace: string;
  readonly source: string;
  readonly headers: Delivery['headers'];
  readonly body: Uint8Array;
}

export type ReceiveOutcome =
  | { readonly kind: 'unknown-source' }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'refused'; readonly because: 'missing' | 'mismatch' | 'stale' }
  | {
      readonly kind: 'kept';
      readonly delivery: string;
      /** `rejected`: genuine, but unreadable; kept with the reason and not offered again. */
      readonly status: 'accepted' | 'rejected';
      readonly reason: string | undefined;
      readonly events: number;
      readonly answer: 200 | 202;
    }
  | { readonly kind: 'busy'; readonly error: unknown; readonly answer: 503 | 'close' };

/**
 * Step 1: a request becomes a durable delivery, its events and their jobs; only then is it answered.
 * What the body says is worked out before the commit, so that one sync to disk is all that an alert
 * waits for.
 */
export async function receiveDelivery(
  deps: ReceiveDeliveryDeps,
  request: IncomingRequest,
): Promise<ReceiveOutcome> {
  const source = deps.findSource(request.workspace, request.source);
  const connector = source === undefined ? undefined : deps.findConnector(source.connector);
  if (source === undefined || connector === undefined) return { kind: 'unknown-source' };
  const { headers, body } = request;
  const delivery = { headers, body, receivedAt: deps.clock.now() };
  // Before anything is said about the source: whoever cannot sign learns nothing.
  const verdict = connector.verify(delivery, source.settings);
  if (verdict.kind === 'refused') return verdict;
  if (!source.enabled) return { kind: 'disabled' };

  const accepted = toAccepted(deps, source, connector, delivery);
  try {
    await deps.keep(accepted);
  } catch (error) {
    return { kind: 'busy', error, answer: connector.answers.whenBusy };
  }
  return {
    kind: 'kept',
    delivery: accepted.delivery.id,
    status: accepted.delivery.status,
    reason: accepted.delivery.reason,
    events: accepted.events.length,
    answer: connector.answers.success,
  };
}

function toAccepted(
  deps: ReceiveDeliveryDeps,
  source: Source,
  connector: Connector,
  delivery: Delivery,
): AcceptedDelivery {
  const id = deps.newId();
  const read = readSafely(connector, delivery, source.settings);
  const kept: NewDelivery = {
    id,
    workspace: source.workspace,
    source: source.name,
    connector: connector.id,
    receivedAt: delivery.receivedAt,
    status: read.kind === 'events' ? 'accepted' : 'rejected',
    reason: read.kind === 'events' ? undefined : read.because,
    headers: withoutCredentials(delivery.headers),
    body: delivery.body,
  };
  if (read.kind === 'unreadable') return { delivery: kept, events: [], jobs: [] };
  const events = toEvents(deps, source, kept, read.events);
  return { delivery: kept, events, jobs: toJobs(deps, kept, events) };
}

/** A bug in a connector must not lose the delivery: it is kept, and can be read again when it is mended. */
function readSafely(connector: Connector, delivery: Delivery, settings: unknown) {
  try {
    return connector.read(delivery, settings);
  } catch {
    const because = `The connector ${connector.id} failed on this body. This is a bug of the relay; the body is kept.`;
    return { kind: 'unreadable', because } as const;
  }
}

function toEvents(
  deps: ReceiveDeliveryDeps,
  source: Source,
  delivery: NewDelivery,
  events: readonly AlertEvent[],
): readonly NewEvent[] {
  const routes = deps.routesOf(source.workspace);
  return events.map((event) => {
    const assigned = assignLane(event, source, routes);
    return {
      id: deps.newId(),
      deliveryId: delivery.id,
      workspace: source.workspace,
      source: source.name,
      receivedAt: delivery.receivedAt,
      event,
      route: assigned?.route.name,
      lane: assigned?.lane,
      correlationKey: assigned?.correlationKey,
    };
  });
}

/** One job for each lane that the delivery speaks about. */
function toJobs(
  deps: ReceiveDeliveryDeps,
  delivery: NewDelivery,
  events: readonly NewEvent[],
): readonly NewJob[] {
  const lanes = new Set(events.flatMap(({ lane }) => (lane === undefined ? [] : [lane])));
  return [...lanes].map((lane) => ({
    id: deps.newId(),
    workspace: delivery.workspace,
    lane,
    kind: 'events.apply' as const,
    subject: delivery.id,
    now: delivery.receivedAt,
  }));
}

const credentialHeaders = new Set(['authorization', 'cookie', 'proxy-authorization']);

function withoutCredentials(headers: Delivery['headers']): Delivery['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !credentialHeaders.has(name)),
  );
}
