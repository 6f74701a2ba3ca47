import { setTimeout as delay } from 'node:timers/promises';
import type { AlertEvent } from '../domain/alert-event.ts';
import type { Connection, Route } from '../domain/configuration.ts';
import { plainRouting } from '../domain/find-configured.ts';
import { RelayError } from '../lib/errors.ts';
import { createKeepDelivery } from '../intake/keep.ts';
import { routeEvents } from '../normalize/route-events.ts';
import { findChangeOfRecord } from '../store/changes.ts';
import { findCurrentLink, type Link } from '../store/links.ts';
import { type EventRow, findEventRow } from '../store/views/events.ts';
import { explain } from '../store/views/why.ts';
import { isWell, type TestStory } from './test-story.ts';
import { withInstances } from './with-instances.ts';
import type { OpenStore } from './with-store.ts';

interface TestRequest {
  readonly connection: Connection;
  readonly route: string | undefined;
  /** Whose demo alert it is: of several that share a route. */
  readonly source: string | undefined;
  readonly isKept: boolean;
  readonly withinMs: number;
  readonly servedBy: string;
  /** Starts the relay of this command, if there is one, when something is there to do. */
  readonly start: () => Promise<void>;
  /** Whoever watches is told what is waited for, at once. */
  readonly say: (line: string) => void;
  /** Nobody waits any more. */
  readonly stopped: AbortSignal;
}

const shownColumns = ['short_description', 'state', 'impact', 'urgency', 'priority', 'close_code'];

export async function sendTestAlert(open: OpenStore, request: TestRequest): Promise<TestStory> {
  const { connection, say } = request;
  const within = `waiting up to ${request.withinMs / 1000} s`;
  const route = await chooseRoute(open, request);
  const firing = toEvent(open.newId(), open.now());
  const sent = await keep(open, route, firing);
  say(`${within} for ${request.servedBy} to bring the test alert to ${connection.name}`);
  const takeBack = async (): Promise<void> => {
    if (!request.isKept) await keep(open, route, toResolved(open, firing));
  };
  await request.start().catch(async (thrown: unknown) => {
    await takeBack();
    throw thrown;
  });
  const row = await untilDecided(open, request, sent.event);
  if (row === undefined) await takeBack();
  const base = {
    workspace: connection.workspace,
    connection: connection.name,
    servedBy: request.servedBy,
    sent: { ...sent, source: sourceOf(route), route: route.name, title: firing.title },
    outcome: row?.outcome ?? 'waiting',
    why: await whyOf(open, connection.workspace, sent.delivery),
  };
  const link = row?.lane === undefined ? undefined : await findCurrentLink(open.store.db, row.lane);
  if (link === undefined || row?.outcome === 'dead') {
    return { ...base, well: false, cameBack: { drift: [] } };
  }
  if (expectsChange(connection)) say(`${within} for the change of ${link.number} that comes back`);
  const change = await untilCameBack(open, request, link);
  if (!request.isKept) say(`${within} for ${link.number} to be resolved`);
  const resolved = request.isKept ? undefined : await resolve(open, request, route, firing);
  const record = request.stopped.aborted ? undefined : await readBack(open, connection, link);
  const isChangeMissing = expectsChange(connection) && change === undefined;
  return {
    ...base,
    well: isWell({ isReadBack: record !== undefined, isChangeMissing, resolved }),
    record: {
      table: link.table,
      number: link.number,
      sysId: link.sysId,
      key: link.key,
      url: `${connection.url}/nav_to.do?uri=${link.table}.do?sys_id=${link.sysId}`,
    },
    cameBack: {
      ...(record === undefined ? {} : { record }),
      drift: link.drift.map(({ column, kind }) => `${column}: ${kind}`),
      ...(change === undefined ? {} : { change }),
      ...(isChangeMissing
        ? { changeMissing: `no change of ${link.number} came within ${request.withinMs / 1000} s` }
        : {}),
    },
    ...(resolved === undefined ? {} : { resolved }),
  };
}

/** In table mode the relay knows its own write by value, and no change is made of it. */
function expectsChange({ mode, changes }: Connection): boolean {
  return mode === 'app' && changes !== 'off';
}

export async function chooseRoute(
  { configuration }: OpenStore,
  { connection, route, source }: Pick<TestRequest, 'connection' | 'route' | 'source'>,
): Promise<Route> {
  const { routes } = await configuration();
  const own = routes.filter(
    (one) =>
      one.workspace === connection.workspace && one.connection === connection.name && one.enabled,
  );
  const named = route === undefined ? own : own.filter(({ name }) => name === route);
  const chosen = named.find(({ sources }) => source === undefined || sources.includes(source));
  if (chosen !== undefined) {
    return source === undefined ? chosen : { ...chosen, sources: [source] };
  }
  if (source !== undefined) {
    throw new RelayError(
      'NOT_FOUND',
      `No route brings ${source} to connection ${connection.name}.`,
    );
  }
  throw new RelayError(
    'NOT_FOUND',
    own.length === 0
      ? `No route leads to connection ${connection.name}: make one, or run setup again.`
      : `There is no route ${route ?? ''}; known are ${own.map(({ name }) => name).join(', ')}.`,
  );
}

function sourceOf({ sources }: Route): string {
  return sources[0] ?? '';
}

function toEvent(id: string, now: number): AlertEvent {
  return {
    kind: 'state',
    fingerprint: `send-test-${id}`,
    groupKey: undefined,
    status: 'firing',
    severity: 'info',
    title: `Alert Relay test ${new Date(now).toISOString()}`,
    description: 'Sent by "alert-relay send-test". Nothing is wrong; this record may be deleted.',
    labels: { test: 'alert-relay' },
    annotations: {},
    actor: undefined,
    text: undefined,
    url: undefined,
    startedAt: now,
    endedAt: undefined,
  };
}

/** By this route whatever its conditions, and as a record of its own: no group takes the test in. */
async function keep(open: OpenStore, route: Route, event: AlertEvent) {
  const { workspace } = route;
  const delivery = {
    id: open.newId(),
    workspace,
    source: sourceOf(route),
    receivedAt: open.now(),
  };
  const forced: Route = { ...route, when: undefined, groupBy: 'alert', includePrivate: true };
  const routed = routeEvents(
    { routesOf: () => [forced], routingOf: plainRouting, newId: open.newId },
    delivery,
    [event],
  );
  await createKeepDelivery(
    open.commit,
    () => false,
  )({
    delivery: {
      ...delivery,
      connector: 'send-test',
      status: 'accepted',
      reason: undefined,
      headers: '{}',
      body: Buffer.from(JSON.stringify(event)),
    },
    ...routed,
  });
  return { delivery: delivery.id, event: routed.events[0]?.id ?? '' };
}

function toResolved({ now }: OpenStore, firing: AlertEvent): AlertEvent {
  return { ...firing, status: 'resolved', endedAt: now() };
}

async function resolve(open: OpenStore, request: TestRequest, route: Route, firing: AlertEvent) {
  const sent = await keep(open, route, toResolved(open, firing));
  const row = await untilDecided(open, request, sent.event);
  const link = row?.lane === undefined ? undefined : await findCurrentLink(open.store.db, row.lane);
  return {
    outcome: row?.outcome ?? 'waiting',
    state: link?.state ?? '',
    why: await whyOf(open, route.workspace, sent.delivery),
  };
}

async function untilDecided(
  { store }: OpenStore,
  request: TestRequest,
  event: string,
): Promise<EventRow | undefined> {
  return until(request, async () => {
    const row = await findEventRow(store.db, request.connection.workspace, event);
    return row?.outcome === undefined ? undefined : row;
  });
}

async function untilCameBack(
  { store }: OpenStore,
  request: TestRequest,
  link: Link,
): Promise<TestStory['cameBack']['change']> {
  if (!expectsChange(request.connection)) return undefined;
  return until(request, async () => {
    const found = await findChangeOfRecord(store.db, link.key);
    return found?.outcome === undefined ? undefined : { ...found, outcome: found.outcome };
  });
}

const LOOK_EVERY_MS = 100;

async function until<Thing>(
  { withinMs, stopped }: Pick<TestRequest, 'withinMs' | 'stopped'>,
  look: () => Promise<Thing | undefined>,
): Promise<Thing | undefined> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || stopped.aborted || performance.now() > end) return found;
    await delay(LOOK_EVERY_MS, undefined, { signal: stopped }).catch(() => undefined);
  }
}

async function readBack(
  open: OpenStore,
  connection: Connection,
  link: Link,
): Promise<Readonly<Record<string, string>> | undefined> {
  const found = await withInstances(open, ({ servicenow }) =>
    servicenow.findTask(connection, link.key, shownColumns),
  );
  return found === undefined
    ? undefined
    : { ...found.fields, number: found.number, state: found.state };
}

async function whyOf({ store, now }: OpenStore, workspace: string, delivery: string) {
  const lines = await explain(store.db, workspace, delivery, now());
  return lines.map(({ line }) => line);
}
