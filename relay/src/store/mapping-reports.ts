import { z } from 'zod';
import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import { type RotFinding, rotKinds, type RotMemory } from '../domain/mapping-rot.ts';

/** The last look at what has come apart between routes and one instance. */
export interface MappingReport {
  readonly workspace: string;
  readonly connection: string;
  readonly at: number;
  readonly findings: readonly RotFinding[];
  readonly memory: RotMemory;
}

const texts = z.record(z.string(), z.string());
const Body = z.object({
  findings: z.array(z.object({ kind: z.string(), subject: z.string(), line: z.string() })),
  memory: z.object({ choices: z.record(z.string(), texts), names: texts }),
});
type Body = z.output<typeof Body>;

/** A finding of a kind that only a newer release knows is left out: it is told to people and decides nothing. */
export async function findMappingReports(
  db: Db,
  workspace: string,
): Promise<readonly MappingReport[]> {
  const rows = await db
    .selectFrom('mapping_report')
    .selectAll()
    .where('workspace', '=', workspace)
    .orderBy('connection')
    .execute();
  return rows.map(({ connection, at, body }) => {
    const { findings, memory } = Body.parse(JSON.parse(body));
    return { workspace, connection, at: Number(at), findings: findings.flatMap(toKnown), memory };
  });
}

function toKnown({ kind: word, ...told }: Body['findings'][number]): readonly RotFinding[] {
  const kind = rotKinds.find((known) => known === word);
  return kind === undefined ? [] : [{ kind, ...told }];
}

export async function recordMappingReport({ db }: Unit, report: MappingReport): Promise<void> {
  const { workspace, connection, at, findings, memory } = report;
  const body = JSON.stringify({ findings, memory });
  await db
    .insertInto('mapping_report')
    .values({ workspace, connection, at, body })
    .onConflict((conflict) =>
      conflict.columns(['workspace', 'connection']).doUpdateSet({ at, body }),
    )
    .execute();
}
