import { z } from 'zod';
import { isInLaneOrder } from '../../database/job-states.ts';
import type { Db } from '../../database/schema.ts';
import { explainChange, explainEvent, type Standing } from '../../domain/why.ts';
import { driftKinds } from '../../domain/write-verification.ts';

/** What became of one event, change or delivery, in one line. */
export interface WhyLine {
  readonly at: number;
  readonly about: 'delivery' | 'event' | 'change';
  readonly id: string;
  readonly line: string;
}

const Drift = z.array(z.object({ column: z.string(), kind: z.enum(driftKinds) }));
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
  const lanes = await lanesOfNumber(db, workspace, subject);
  const lines = [
    ...(await explainDelivery(db, workspace, subject)),
    ...(await explainEvents(db, workspace, subject, lanes, now)),
    ...(await explainChanges(db, workspace, subject, now)),
  ];
  return lines.toSorted((left, right) => left.at - right.at);
}

async function lanesOfNumber(db: Db, workspace: string, number: string): Promise<string[]> {
  const rows = await db
    .selectFrom('link')
    .select('lane')
    .where('workspace', '=', workspace)
    .where('number', '=', number)
    .execute();
  return rows.map(({ lane }) => lane);
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

async function explainEvents(
  db: Db,
  workspace: string,
  subject: string,
  lanes: readonly string[],
  now: number,
): Promise<WhyLine[]> {
  const rows = await db
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
    .where('event.workspace', '=', workspace)
    .where((where) =>
      where.or([
        where.eb('event.id', '=', subject),
        where.eb('event.delivery_id', '=', subject),
        ...(lanes.length === 0 ? [] : [where.eb('event.lane', 'in', [...lanes])]),
      ]),
    )
    .orderBy('event.id', 'desc')
    .limit(MAX_LINES)
    .execute();
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
      drift: row.drift === null ? [] : Drift.parse(JSON.parse(row.drift)),
      sent: row.sent === null ? [] : Object.keys(Sent.parse(JSON.parse(row.sent))),
      standing: isOpen ? await findStanding(db, row.delivery_id, row.lane) : undefined,
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
  now: number,
): Promise<WhyLine[]> {
  const rows = await db
    .selectFrom('change')
    .leftJoin('link', 'link.key', 'change.key')
    .leftJoin('write_back', 'write_back.change_id', 'change.id')
    .selectAll('change')
    .select(['link.number as number', 'write_back.id as told_by', 'write_back.destination'])
    .select('write_back.outcome as told')
    .where('change.workspace', '=', workspace)
    .where((where) =>
      where.or([where.eb('change.id', '=', subject), where.eb('link.number', '=', subject)]),
    )
    .orderBy('change.received_at', 'desc')
    .limit(MAX_LINES)
    .execute();
  const lines: WhyLine[] = [];
  for (const row of rows) {
    const line = explainChange({
      number: row.number ?? 'a record',
      outcome: row.outcome ?? undefined,
      because: row.because ?? undefined,
      told: row.told ?? undefined,
      destination: row.destination ?? undefined,
      standing: await findStanding(db, row.told_by ?? row.id, undefined),
      now,
    });
    lines.push({ at: Number(row.received_at), about: 'change', id: row.id, line });
  }
  return lines;
}

/** Where the job about a delivery in a lane, a change or a write-back stands. */
async function findStanding(
  db: Db,
  subject: string,
  lane: string | null | undefined,
): Promise<Standing | undefined> {
  let query = db.selectFrom('job').selectAll().where('subject', '=', subject);
  if (lane !== undefined) query = query.where('lane', '=', lane ?? '');
  const job = await query.orderBy('id', 'desc').limit(1).executeTakeFirst();
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
