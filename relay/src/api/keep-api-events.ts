import { z } from 'zod';
import type { Unit } from '../database/group-commit.ts';
import type { AlertEvent } from '../domain/alert-event.ts';
import type { Source } from '../domain/configuration.ts';
import { RelayError } from '../lib/errors.ts';
import { dropDeadEnds } from '../normalize/drop-dead-ends.ts';
import { routeEvents } from '../normalize/route-events.ts';
import { enqueue } from '../queue/enqueue.ts';
import { insertDeliveries, insertEvents } from '../store/deliveries.ts';
import { findIdempotent, recordIdempotent } from '../store/idempotency.ts';
import type { ApiDeps } from './deps.ts';

export interface ApiEvents {
  /** All for one lane; none where nothing is left to do, unless this is a repeat. */
  readonly events: readonly AlertEvent[];
  readonly idempotencyKey: string | undefined;
  /** Of the request, to tell a repeat from a key used twice. */
  readonly requestHash: string;
}

const Kept = z.object({ delivery: z.string(), events: z.array(z.string()) });
type Kept = z.output<typeof Kept>;

/** Events of the API are a delivery like any other: kept, put into their lane, shown with their fate. */
export function keepApiEvents(deps: ApiDeps, source: Source, sent: ApiEvents): Promise<Kept> {
  return deps.commit(async (unit) => {
    const known = await findKnown(unit, source.workspace, sent);
    if (known !== undefined) return known;
    if (sent.events.length === 0) {
      throw new RelayError('NOT_FOUND', 'No alert of this record is active any more.');
    }
    const now = deps.clock.now();
    const kept = await insertAll(deps, unit, source, sent.events, now);
    if (sent.idempotencyKey !== undefined) {
      await recordIdempotent(unit, {
        workspace: source.workspace,
        key: sent.idempotencyKey,
        requestHash: sent.requestHash,
        answer: kept,
        createdAt: now,
      });
    }
    return kept;
  });
}

async function findKnown(
  unit: Unit,
  workspace: string,
  { idempotencyKey, requestHash }: ApiEvents,
): Promise<Kept | undefined> {
  if (idempotencyKey === undefined) return undefined;
  const known = await findIdempotent(unit.db, workspace, idempotencyKey);
  if (known === undefined) return undefined;
  if (known.requestHash !== requestHash) {
    throw new RelayError(
      'IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key was used for another request.',
    );
  }
  return Kept.parse(known.answer);
}

async function insertAll(
  deps: ApiDeps,
  unit: Unit,
  source: Source,
  events: readonly AlertEvent[],
  now: number,
): Promise<Kept> {
  const { workspace } = source;
  const delivery = { id: deps.newId(), workspace, source: source.name, receivedAt: now };
  const [routed] = await dropDeadEnds(
    unit.db,
    [routeEvents(deps, delivery, events)],
    deps.isArriving,
  );
  await insertDeliveries(unit, [
    {
      ...delivery,
      connector: 'api',
      status: 'accepted',
      reason: undefined,
      headers: '{}',
      body: Buffer.from(JSON.stringify(events)),
    },
  ]);
  const rows = routed?.events ?? [];
  await insertEvents(unit, rows);
  await enqueue(unit, routed?.jobs ?? []);
  // With several routes an event has several rows: the first stands for it.
  const first = events.map((_, index) => rows.find(({ position }) => position === index)?.id ?? '');
  return { delivery: delivery.id, events: first };
}
