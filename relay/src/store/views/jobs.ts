import { isDead, isWaiting } from '../../database/job-states.ts';
import type { Db } from '../../database/schema.ts';
import { type Page, type PageRequest, toPage } from './page.ts';

/** A job with what was tried last. */
export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly lane: string;
  readonly subject: string;
  readonly state: 'waiting' | 'dead' | 'blocking';
  readonly attempts: number;
  readonly dueAt: number;
  readonly createdAt: number;
  readonly code: string | undefined;
  readonly message: string | undefined;
}

export interface JobFilter extends PageRequest {
  readonly which: 'waiting' | 'dead';
  readonly code?: string | undefined;
}

export async function pageOfJobs(db: Db, filter: JobFilter): Promise<Page<JobRow>> {
  let query = db
    .selectFrom('job')
    .selectAll()
    .where('workspace', '=', filter.workspace)
    .where(filter.which === 'dead' ? isDead : isWaiting)
    .orderBy('id', 'desc')
    .limit(filter.limit + 1);
  if (filter.after !== undefined) query = query.where('id', '<', filter.after);
  if (filter.code !== undefined) query = query.where('code', '=', filter.code);
  const rows = await query.execute();
  return toPage(
    rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      lane: row.lane,
      subject: row.subject,
      state: row.state,
      attempts: row.attempt,
      dueAt: Number(row.due_at),
      createdAt: Number(row.created_at),
      code: row.code ?? undefined,
      message: row.message ?? undefined,
    })),
    filter.limit,
  );
}

export interface AttemptRow {
  readonly at: number;
  readonly ms: number;
  readonly code: string;
  readonly message: string | undefined;
}

/** What was tried for a delivery, a change or a write-back in one lane, oldest first. */
export async function listAttempts(
  db: Db,
  subject: string,
  lane: string,
): Promise<readonly AttemptRow[]> {
  const rows = await db
    .selectFrom('attempt')
    .select(['at', 'ms', 'code', 'message'])
    .where('lane', '=', lane)
    .where('subject', '=', subject)
    .orderBy('id')
    .limit(200)
    .execute();
  return rows.map((row) => ({
    at: Number(row.at),
    ms: row.ms,
    code: row.code,
    message: row.message ?? undefined,
  }));
}
