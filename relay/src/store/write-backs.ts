import { z } from 'zod';
import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import { readWord } from './read-word.ts';

const methods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** One request to a tool, as it was planned. */
const Step = z.object({
  name: z.string(),
  method: z.string(),
  path: z.string(),
  body: z.string().optional(),
  isRemembered: z.boolean(),
  alreadyDone: z.array(z.number()),
  file: z.object({ connection: z.string(), sysId: z.string() }).optional(),
  /** Of the span that planned it. */
  traceparent: z.string().optional(),
});
const Steps = z.array(Step);
export type StoredStep = z.output<typeof Step> & { readonly method: (typeof methods)[number] };

export interface StoredWriteBack {
  readonly id: string;
  readonly changeId: string;
  readonly linkKey: string;
  readonly workspace: string;
  readonly destination: string;
  readonly kind: string;
  readonly steps: readonly StoredStep[];
  readonly stepsDone: number;
  readonly createdAt: number;
}

export async function insertWriteBack(
  unit: Unit,
  writeBack: Omit<StoredWriteBack, 'stepsDone' | 'steps'> & { readonly steps: readonly unknown[] },
): Promise<void> {
  await unit.db
    .insertInto('write_back')
    .values({
      id: writeBack.id,
      change_id: writeBack.changeId,
      link_key: writeBack.linkKey,
      workspace: writeBack.workspace,
      destination: writeBack.destination,
      kind: writeBack.kind,
      steps: JSON.stringify(writeBack.steps),
      steps_done: 0,
      created_at: writeBack.createdAt,
      outcome: null,
      ended_at: null,
    })
    .execute();
}

export async function findWriteBack(db: Db, id: string): Promise<StoredWriteBack | undefined> {
  const row = await db.selectFrom('write_back').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    id: row.id,
    changeId: row.change_id,
    linkKey: row.link_key,
    workspace: row.workspace,
    destination: row.destination,
    kind: row.kind,
    steps: Steps.parse(JSON.parse(row.steps)).map((step) => ({
      ...step,
      method: readWord(methods, step.method, 'method of a request'),
    })),
    stepsDone: row.steps_done,
    createdAt: Number(row.created_at),
  };
}

/** Whether a destination was told, or is about to be told, of the beginning of a record. */
export async function isOpenPlanned(
  db: Db,
  record: { readonly key: string; readonly workspace: string; readonly destination: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('write_back')
    .select('id')
    .where('link_key', '=', record.key)
    .where('workspace', '=', record.workspace)
    .where('destination', '=', record.destination)
    .where('kind', '=', 'open')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether a destination is about to be told something about a record that leaves something to be undone. */
export async function isRememberedUnderWay(
  db: Db,
  record: { readonly key: string; readonly workspace: string; readonly destination: string },
): Promise<boolean> {
  const rows = await db
    .selectFrom('write_back')
    .select('steps')
    .where('link_key', '=', record.key)
    .where('workspace', '=', record.workspace)
    .where('destination', '=', record.destination)
    .where('outcome', 'is', null)
    .execute();
  return rows.some(({ steps }) =>
    Steps.parse(JSON.parse(steps)).some(({ isRemembered }) => isRemembered),
  );
}

export async function recordStepsDone(unit: Unit, id: string, stepsDone: number): Promise<void> {
  await unit.db
    .updateTable('write_back')
    .set({ steps_done: stepsDone })
    .where('id', '=', id)
    .execute();
}

export async function recordWriteBackOutcome(
  unit: Unit,
  id: string,
  outcome: string,
  now: number,
): Promise<void> {
  await unit.db
    .updateTable('write_back')
    .set({ outcome, ended_at: now })
    .where('id', '=', id)
    .execute();
}
