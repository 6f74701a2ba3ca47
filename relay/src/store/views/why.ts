import { z } from 'zod';
import { isDead, isInLaneOrder } from '../../database/job-states.ts';
import type { Db } from '../../database/schema.ts';
import { toWriteBackLane } from '../../domain/write-back-lane.ts';
import { explainChange, explainEvent, type Standing } from '../../domain/why.ts';
import { firstIdAt } from '../../lib/ids.ts';
import { readDrift } from '../read-drift.ts';

/** What became of one event, change or delivery, in one line. */
export interface WhyLine {
  readonly at: number;
  readonly about: 'delivery' | 'event' | 'change';
  readonly id: string;
  readonly line: string;
}

const Sent = z.record(z.string(), z.string());
const MAX_LINES = 500;

/**
 * The story of an event, a delivery or a change (by id) or of a record (by number), oldest first;
 * nothing when the workspace knows no such thing.
 */
export async function explain(
  db: Db,
  workspace: string,
  subject: string,
  now: number,
): Promise<readonly WhyLine[]> {
  const record = await findRecord(db, workspace, subject);
  const lines = [
    ...(await explainDelivery(db, workspace, subject)),
    ...(await explainEvents(db, workspace, subject, record, now)),
    ...(await explainChanges(db, workspace, subject, record, now)),
  ];
  return lines.toSorted((left, right) => left.at - right.at);
}

/** What belongs to the record of a number. */
interface NumberedRecord {
  readonly keys: readonly string[];
  readonly lanes: readonly string[];
  /** Deliveries that are older cannot be about it. */
  readonly firstDeliveryId: string;
}

/** An alert can have waited so long before its record was made. */
const WAITED_AT_MOST_MS = 7 * 86_400_000;

async function findRecord(
  db: Db,
  workspace: string,
  number: string,
): Promise<NumberedRecord | undefined> {
  const links = await db
    .selectFrom('link')
    .select(['key', 'lane'])
    .where('workspace', '=', workspace)
    .where('number', '=', number)
    .execute();
  if (links.length === 0) return undefined;
  const lanes = links.map(({ lane }) => lane);
  // The lane may have had records before; their events are part of its story.
  const first = await db
    .selectFrom('link')
    .select(({ fn }) => fn.min('created_at').as('at'))
    .where('lane', 'in', lanes)
    .executeTakeFirst();
  const firstDeliveryId = firstIdAt(Number(first?.at ?? 0) - WAITED_AT_MOST_MS);
  return { keys: links.map(({ key }) => key), lanes, firstDeliveryId };
}

/** Only one that could not be read has a line of its own; the others speak by their events. */
async function explainDelivery(db: Db, workspace: string, id: string): Promise<WhyLine[]> {
  const row = await db
    .selectFrom('delivery')
    .select(['id', 'received_at', 'status', 'reason', 'source'])
    .where('workspace', '=', workspace)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined || row.reason === null) return [];
  const line = row.status === 'rejected' ? `Kept, but not read: ${row.reason}` : row.reason;
  return [{ at: Number(row.received_at), about: 'delivery', id: row.id, line }];
}

/**
 * The last deliveries that said something in these lanes. Read from an index that intake writes anyway: one
 * by lane would cost every alert a page, and to walk the events themselves reads all of their texts.
 */
async function findDeliveries(
  db: Db,
  { lanes, firstDeliveryId }: NumberedRecord,
): Promise<string[]> {
  const rows = await db
    .selectFrom('event')
    .select('delivery_id')
    .where('delivery_id', '>=', firstDeliveryId)
    .where('lane', 'in', [...lanes])
    .orderBy('delivery_id', 'desc')
    .limit(MAX_LINES)
    .execute();
  return rows.map(({ delivery_id }) => delivery_id);
}

async function explainEvents(
  db: Db,
  workspace: string,
  subject: string,
  record: NumberedRecord | undefined,
  now: number,
): Promise<WhyLine[]> {
  const told = db
    .selectFrom('event')
    .leftJoin('link', (join) =>
      join.onRef('link.lane', '=', 'event.lane').on('link.episode', '=', (one) =>
        one
          .selectFrom('link as last')
          .select(({ fn }) => fn.max('last.episode').as('episode'))
          .whereRef('last.lane', '=', 'event.lane'),
      ),
    )
    .selectAll('event')
    .select('link.number as number')
    .where('event.workspace', '=', workspace);
  const deliveries = record === undefined ? [] : await findDeliveries(db, record);
  // One question for each kind of name: joined by "or" they would walk all events.
  const rows = [
    ...(await told.where('event.id', '=', subject).execute()),
    ...(await told.where('event.delivery_id', '=', subject).limit(MAX_LINES).execute()),
    // Not in order: to spare the sort SQLite would walk all events in the order of their ids.
    ...(record === undefined || deliveries.length === 0
      ? []
      : await told
          .where('event.delivery_id', 'in', deliveries)
          .where('event.lane', 'in', [...record.lanes])
          .execute()),
  ];
  const lines: WhyLine[] = [];
  for (const row of rows) {
    const isOpen = row.outcome === null || row.outcome === 'dead';
    const line = explainEvent({
      source: row.source,
      route: row.route ?? undefined,
      status: row.status,
      number: row.record_number ?? row.number ?? undefined,
      outcome: row.outcome ?? undefined,
      because: row.because ?? undefined,
      drift: readDrift(row.drift),
      sent: row.sent === null ? [] : Object.keys(Sent.parse(JSON.parse(row.sent))),
      standing: isOpen
        ? await findStanding(db, { workspace, subject: row.delivery_id, lane: row.lane ?? '' })
        : undefined,
      now,
    });
    lines.push({ at: Number(row.received_at), about: 'event', id: row.id, line });
  }
  return lines;
}

async function explainChanges(
  db: Db,
  workspace: string,
  subject: string,
  record: NumberedRecord | undefined,
  now: number,
): Promise<WhyLine[]> {
  const told = db
    .selectFrom('change')
    .leftJoin('link', 'link.key', 'change.key')
    .leftJoin('write_back', 'write_back.change_id', 'change.id')
    .selectAll('change')
    .select(['link.number as number', 'write_back.id as told_by', 'write_back.destination'])
    .select(['write_back.outcome as told', 'write_back.link_key as told_of'])
    .where('change.workspace', '=', workspace)
    .orderBy('change.received_at', 'desc')
    .limit(MAX_LINES);
  const rows = [
    ...(await told.where('change.id', '=', subject).execute()),
    ...(record === undefined
      ? []
      : await told.where('change.key', 'in', [...record.keys]).execute()),
  ];
  const lines: WhyLine[] = [];
  for (const row of rows) {
    const line = explainChange({
      number: row.number ?? 'a record',
      outcome: row.outcome ?? undefined,
      because: row.because ?? undefined,
      told: row.told ?? undefined,
      destination: row.destination ?? undefined,
      standing: await findStanding(db, {
        workspace,
        subject: row.told_by ?? row.id,
        lane:
          row.told_by === null
            ? row.lane
            : toWriteBackLane({
                workspace,
                destination: row.destination ?? '',
                key: row.told_of ?? '',
              }),
      }),
      now,
    });
    lines.push({ at: Number(row.received_at), about: 'change', id: row.id, line });
  }
  return lines;
}

/**
 * Where the job about a delivery, a change or a write-back stands. One that has just arrived is in no index
 * of lanes yet: nothing is known of it but that it waits.
 */
async function findStanding(
  db: Db,
  about: { readonly workspace: string; readonly subject: string; readonly lane: string },
): Promise<Standing | undefined> {
  const jobs = db
    .selectFrom('job')
    .selectAll()
    .where('subject', '=', about.subject)
    .where('lane', '=', about.lane)
    .orderBy('id', 'desc')
    .limit(1);
  const job =
    (await jobs.where(isInLaneOrder).executeTakeFirst()) ??
    (await jobs.where('workspace', '=', about.workspace).where(isDead).executeTakeFirst());
  if (job === undefined) return undefined;
  const message = job.message ?? job.code ?? '';
  if (job.state !== 'waiting') return { kind: 'dead', message };
  const blocker = await db
    .selectFrom('job')
    .selectAll()
    .where('lane', '=', job.lane)
    .where(isInLaneOrder)
    .where('state', '=', 'blocking')
    .where('seq', '<', job.seq)
    .limit(1)
    .executeTakeFirst();
  if (blocker !== undefined) {
    return { kind: 'behind', jobId: blocker.id, message: blocker.message ?? blocker.code ?? '' };
  }
  const dueAt = Number(job.due_at);
  return job.message === null && job.code === null
    ? { kind: 'due', dueAt, isFirstTry: job.attempt === 0 }
    : { kind: 'failed', message, dueAt };
}
