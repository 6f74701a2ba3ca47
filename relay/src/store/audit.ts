import type { Unit } from '../database/group-commit.ts';

export interface AuditEntry {
  readonly id: string;
  readonly at: number;
  readonly workspace: string | undefined;
  /** `token NAME` or `command line`. */
  readonly actor: string;
  /** What was done, `job.replay`. */
  readonly action: string;
  readonly subject: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Adds an entry in the transaction of what it tells of. Nothing ever changes or removes one. */
export async function recordAudit(unit: Unit, entry: AuditEntry): Promise<void> {
  await unit.db
    .insertInto('audit')
    .values({
      id: entry.id,
      at: entry.at,
      workspace: entry.workspace ?? null,
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      before: entry.before === undefined ? null : JSON.stringify(entry.before),
      after: entry.after === undefined ? null : JSON.stringify(entry.after),
    })
    .execute();
}
