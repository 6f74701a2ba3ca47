import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';

/** One request of an outgoing webhook, as it was planned. */
export interface WebhookRun {
  readonly id: string;
  readonly workspace: string;
  readonly webhook: string;
  readonly trigger: string;
  readonly source: string;
  /** Of the record. */
  readonly number: string;
  readonly body: string;
  readonly createdAt: number;
}

export async function insertWebhookRuns(unit: Unit, runs: readonly WebhookRun[]): Promise<void> {
  if (runs.length === 0) return;
  await unit.db
    .insertInto('webhook_run')
    .values(
      runs.map(({ id, workspace, webhook, trigger, source, number, body, createdAt }) => ({
        id,
        workspace,
        webhook,
        trigger_name: trigger,
        source,
        number,
        body,
        created_at: createdAt,
        tries: 0,
        tried_at: null,
        ms: null,
        status: null,
        answer: null,
        problem: null,
        outcome: null,
      })),
    )
    .execute();
}

export async function findWebhookRun(db: Db, id: string): Promise<WebhookRun | undefined> {
  const row = await db
    .selectFrom('webhook_run')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { workspace, webhook, source, number, body } = row;
  const createdAt = Number(row.created_at);
  return { id, workspace, webhook, trigger: row.trigger_name, source, number, body, createdAt };
}

/** What one try came to, whether it is the last one or not. */
export interface WebhookTry {
  readonly at: number;
  readonly ms: number;
  /** Absent when nobody answered. */
  readonly answer: { readonly status: number; readonly body: string } | undefined;
  /** Why it did not arrive. */
  readonly problem: string | undefined;
}

export async function recordWebhookTry(
  unit: Unit,
  id: string,
  { at, ms, answer, problem }: WebhookTry,
): Promise<void> {
  await unit.db
    .updateTable('webhook_run')
    .set((row) => ({
      tries: row('tries', '+', 1),
      tried_at: at,
      ms,
      status: answer?.status ?? null,
      answer: answer?.body ?? null,
      problem: problem ?? null,
    }))
    .where('id', '=', id)
    .execute();
}

export async function recordWebhookOutcome(unit: Unit, id: string, outcome: string): Promise<void> {
  await unit.db.updateTable('webhook_run').set({ outcome }).where('id', '=', id).execute();
}
