import type { Db } from '../../database/schema.ts';
import { type Page, type PageRequest, toPage } from './page.ts';

/** A request of an outgoing webhook and what came of it. */
export interface WebhookRunRow {
  readonly id: string;
  readonly webhook: string;
  readonly trigger: string;
  readonly source: string;
  readonly number: string;
  readonly body: string;
  readonly createdAt: number;
  /** `sent`, or `dead: CODE`; absent while it waits. */
  readonly outcome: string | undefined;
  readonly tries: number;
  /** Absent until the first one. */
  readonly lastTry:
    | {
        readonly at: number;
        readonly ms: number;
        readonly status: number | undefined;
        readonly answer: string | undefined;
        readonly problem: string | undefined;
      }
    | undefined;
}

export interface WebhookRunFilter extends PageRequest {
  readonly webhook?: string | undefined;
  /** Only the last one of each webhook. */
  readonly isLast?: boolean | undefined;
}

export async function pageOfWebhookRuns(
  db: Db,
  filter: WebhookRunFilter,
): Promise<Page<WebhookRunRow>> {
  let query = db
    .selectFrom('webhook_run')
    .selectAll()
    .where('workspace', '=', filter.workspace)
    .orderBy('id', 'desc')
    .limit(filter.limit + 1);
  if (filter.after !== undefined) query = query.where('id', '<', filter.after);
  if (filter.webhook !== undefined) query = query.where('webhook', '=', filter.webhook);
  if (filter.isLast === true) {
    query = query.where('id', 'in', (from) =>
      from
        .selectFrom('webhook_run as last')
        .select(({ fn }) => fn.max('last.id').as('id'))
        .where('last.workspace', '=', filter.workspace)
        .groupBy('last.webhook'),
    );
  }
  const rows = await query.execute();
  return toPage(
    rows.map((row) => ({
      id: row.id,
      webhook: row.webhook,
      trigger: row.trigger_name,
      source: row.source,
      number: row.number,
      body: row.body,
      createdAt: Number(row.created_at),
      outcome: row.outcome ?? undefined,
      tries: row.tries,
      lastTry:
        row.tried_at === null
          ? undefined
          : {
              at: Number(row.tried_at),
              ms: Number(row.ms ?? 0),
              status: row.status ?? undefined,
              answer: row.answer ?? undefined,
              problem: row.problem ?? undefined,
            },
    })),
    filter.limit,
  );
}
