import type { MetadataAnswer } from '@alert-relay/shared-types';
import type { Logger } from 'pino';
import type { Commit } from '../../database/group-commit.ts';
import type { Db } from '../../database/schema.ts';
import type { Connection, Route } from '../../domain/configuration.ts';
import { findRot, toMemory } from '../../domain/mapping-rot.ts';
import type { CheckedName } from '../../domain/readiness.ts';
import { toConnectionName } from '../../domain/connection-name.ts';
import type { Clock } from '../../lib/clock.ts';
import { toRelayError } from '../../lib/errors.ts';
import {
  findMappingReports,
  type MappingReport,
  recordMappingReport,
} from '../../store/mapping-reports.ts';
import { checkNames, type CheckNamesDeps } from '../../servicenow/check-names.ts';
import { countTakenByRoute, countUnmatchedNames } from '../../store/views/mapping.ts';

export interface ReportRotDeps extends CheckNamesDeps {
  /** What routes took is counted among all events: it holds nobody up here. */
  readonly reading: Db;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly routesOf: (workspace: string) => readonly Route[];
  readonly servicenow: CheckNamesDeps['servicenow'] & {
    fetchMetadata(connection: Connection, table: string): Promise<MetadataAnswer>;
  };
}

const DAY_MS = 86_400_000;

/** Looks at one instance as the routes see it, compares with the last look, and keeps the result. */
export async function reportRot(
  deps: ReportRotDeps,
  connection: Connection,
): Promise<MappingReport> {
  const { workspace, name } = connection;
  const now = deps.clock.now();
  const routes = deps.routesOf(workspace).filter((route) => route.connection === name);
  const reports = await findMappingReports(deps.reading, workspace);
  const before = reports.find((report) => report.connection === name);
  const names: CheckedName[] = [];
  for (const route of routes) names.push(...(await checkNames(deps, connection, route)));
  const tables = [];
  for (const table of new Set(routes.map((route) => route.table))) {
    const { columns } = await deps.servicenow.fetchMetadata(connection, table);
    tables.push({ table, columns });
  }
  const input = {
    routes,
    names,
    tables,
    taken: await countTakenByRoute(deps.reading, workspace),
    unmatched: await countUnmatchedNames(deps.reading, workspace, before?.at ?? now - DAY_MS),
    before: before?.memory,
  };
  const report = {
    workspace,
    connection: name,
    at: now,
    findings: findRot(input),
    memory: toMemory(input),
  };
  await deps.commit((unit) => recordMappingReport(unit, report));
  return report;
}

export interface DailyDeps extends ReportRotDeps {
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly wait: (ms: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

/** Once a day for each connection, the first time a while after the start. */
export async function reportRotDaily(deps: DailyDeps, connection: Connection): Promise<void> {
  const of = toConnectionName(connection);
  while (!deps.isStopped()) {
    try {
      await deps.wait(Math.max(await untilDue(deps, connection), FIRST_AFTER_MS));
      if (deps.isStopped()) return;
      const { findings } = await reportRot(deps, connection);
      deps.log.info({ ...of, findings: findings.length }, 'mapping report made');
    } catch (thrown) {
      const { code, message } = toRelayError(thrown);
      deps.log.warn({ ...of, code, message }, 'mapping report could not be made');
      await deps.wait(RETRY_AFTER_MS);
    }
  }
}

async function untilDue(
  { reading, clock }: DailyDeps,
  { workspace, name }: Connection,
): Promise<number> {
  const reports = await findMappingReports(reading, workspace);
  const last = reports.find((report) => report.connection === name)?.at ?? 0;
  return last + DAY_MS - clock.now();
}

/** Alerts come first: a relay that has just started has a backlog. */
const FIRST_AFTER_MS = 600_000;
const RETRY_AFTER_MS = 3_600_000;
