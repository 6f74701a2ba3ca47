import type { Db } from '../../database/schema.ts';
import { type Page, type PageRequest, toPage } from './page.ts';

export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** What it was and what it became, where that can be said. */
  readonly before: unknown;
  readonly after: unknown;
}

export async function pageOfAudit(db: Db, request: PageRequest): Promise<Page<AuditRow>> {
  let query = db
    .selectFrom('audit')
    .select(['id', 'at', 'actor', 'action', 'subject', 'before', 'after'])
    .where('workspace', '=', request.workspace)
    .orderBy('id', 'desc')
    .limit(request.limit + 1);
  if (request.after !== undefined) query = query.where('id', '<', request.after);
  const rows = await query.execute();
  return toPage(
    rows.map((row) => ({
      ...row,
      at: Number(row.at),
      before: read(row.before),
      after: read(row.after),
    })),
    request.limit,
  );
}

function read(json: string | null): unknown {
  return json === null ? undefined : JSON.parse(json);
}
