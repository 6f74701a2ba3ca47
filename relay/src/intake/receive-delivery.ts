import type {
  AnswerBody,
  Connector,
  Delivery,
  KeptDelivery,
  OwnAnswer,
  Reading,
  Verdict,
} from '../connector-kit/connector.ts';
import type { Source } from '../domain/configuration.ts';
import type { Clock } from '../lib/clock.ts';
import { routeEvents, type RoutedEvents, type RouteEventsDeps } from '../normalize/route-events.ts';
import type { NewDelivery } from '../store/deliveries.ts';

/** A delivery with everything that follows from it: durable together or not at all. */
export interface AcceptedDelivery extends RoutedEvents {
  readonly delivery: NewDelivery;
}

/** What this stage needs from the outside, and nothing more. */
export interface ReceiveDeliveryDeps extends RouteEventsDeps {
  readonly findSource: (workspace: string, name: string) => Source | undefined;
  readonly findConnector: (id: string) => Connector | undefined;
  /** Resolves when it is durable. */
  readonly keep: (accepted: AcceptedDelivery) => Promise<void>;
  /** Gets what a connector needs to judge a delivery, or the address that confirms a subscription. */
  readonly fetchText: (url: string) => Promise<string>;
  readonly visit: (url: string) => Promise<void>;
  readonly clock: Clock;
}

export interface IncomingRequest extends Omit<Delivery, 'receivedAt'> {
  readonly workspace: string;
  readonly source: string;
}

export type ReceiveOutcome =
  | { readonly kind: 'unknown-source' }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'wrong-method'; readonly methods: readonly string[] }
  | { readonly kind: 'refused'; readonly because: 'missing' | 'mismatch' | 'stale' }
  /** The connector has answered a handshake; nothing was kept. */
  | { readonly kind: 'own-answer'; readonly answer: OwnAnswer }
  | {
      readonly kind: 'kept';
      readonly answer: 200 | 202;
      readonly body: AnswerBody;
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
  const { method, suffix, query, headers, body } = request;
  const receivedAt = deps.clock.now();
  const delivery: Delivery = { method, suffix, query, headers, body, receivedAt };
  const own = source.enabled ? connector.respond?.(delivery, source.settings) : undefined;
  if (own !== undefined) return { kind: 'own-answer', answer: own };
  if (!connector.hasPath(suffix)) return { kind: 'unknown-source' };
  return receiveAlerts(deps, source, connector, delivery);
}

async function receiveAlerts(
  deps: ReceiveDeliveryDeps,
  source: Source,
  connector: Connector,
  delivery: Delivery,
): Promise<ReceiveOutcome> {
  // Before anything is said about the source: whoever cannot sign learns nothing.
  const verdict = await verify(deps, source, connector, delivery);
  if (verdict.kind !== 'genuine') return verdict;
  if (!source.enabled) return { kind: 'disabled' };
  const { methods } = connector;
  if (!methods.includes(delivery.method)) return { kind: 'wrong-method', methods };
  const reading = readSafely(connector, delivery, source.settings);
  // What came in one turn is all read before any of it is routed, for the reason that door.ts gives.
  await Promise.resolve();
  const accepted = toAccepted(deps, source, connector, delivery, reading);
  try {
    if (reading.kind === 'confirm') await deps.visit(reading.url);
    await deps.keep(accepted);
  } catch (error) {
    return toBusy(connector, error);
  }
  const { id, status, reason } = accepted.delivery;
  const events = new Set(accepted.events.map(({ position }) => position)).size;
  const kept = { id, status, reason, events };
  const { success, body = toDefaultBody } = connector.answers;
  return { kind: 'kept', answer: success, body: body(kept, delivery) };
}

/** Asks a second time with what the connector said it needs; it may not need yet another thing. */
async function verify(
  deps: ReceiveDeliveryDeps,
  source: Source,
  connector: Connector,
  delivery: Delivery,
): Promise<Exclude<Verdict, { kind: 'needs' }> | Extract<ReceiveOutcome, { kind: 'busy' }>> {
  const first = connector.verify(delivery, source.settings);
  if (first.kind !== 'needs') return first;
  let fetched: string;
  try {
    fetched = await deps.fetchText(first.url);
  } catch (error) {
    return toBusy(connector, error);
  }
  const second = connector.verify(delivery, source.settings, fetched);
  return second.kind === 'needs' ? { kind: 'refused', because: 'mismatch' } : second;
}

function toBusy(connector: Connector, error: unknown): Extract<ReceiveOutcome, { kind: 'busy' }> {
  return { kind: 'busy', error, answer: connector.answers.whenBusy };
}

function toDefaultBody({ id, status, events, reason }: KeptDelivery) {
  return { delivery: id, status, events, ...(reason === undefined ? {} : { reason }) };
}

function toAccepted(
  deps: ReceiveDeliveryDeps,
  source: Source,
  connector: Connector,
  delivery: Delivery,
  reading: Reading,
): AcceptedDelivery {
  const id = deps.newId();
  const kept: NewDelivery = {
    id,
    workspace: source.workspace,
    source: source.name,
    connector: connector.id,
    receivedAt: delivery.receivedAt,
    ...toFate(reading),
    headers: JSON.stringify(withoutCredentials(delivery.headers)),
    body: connector.bodyToKeep(delivery, source.settings),
  };
  if (reading.kind !== 'events') return { delivery: kept, events: [], jobs: [] };
  return { delivery: kept, ...routeEvents(deps, kept, reading.events) };
}

function toFate(reading: Reading): Pick<NewDelivery, 'status' | 'reason'> {
  switch (reading.kind) {
    case 'events':
      return { status: 'accepted', reason: undefined };
    case 'confirm':
      return { status: 'accepted', reason: 'The subscription was confirmed.' };
    case 'unreadable':
      return { status: 'rejected', reason: reading.because };
  }
}

/** A bug in a connector must not lose the delivery: it is kept, and can be read again when it is mended. */
function readSafely(connector: Connector, delivery: Delivery, settings: unknown): Reading {
  try {
    return connector.read(delivery, settings);
  } catch {
    const because = `The connector ${connector.id} failed on this body. This is a bug of the relay; the body is kept.`;
    return { kind: 'unreadable', because };
  }
}

const credentialHeader = /authorization|cookie|token|secret|password|api-?key|routing-key/;

/** What is kept can be looked at in the console; what lets in must not be among it. */
function withoutCredentials(headers: Delivery['headers']): Delivery['headers'] {
  const kept: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!credentialHeader.test(name)) kept[name] = value;
  }
  return kept;
}
