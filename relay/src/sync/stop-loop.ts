import type { UpsertAnswer, UpsertRequest } from '@alert-relay/shared-types';
import type { Unit } from '../database/group-commit.ts';
import type { Db } from '../database/schema.ts';
import type { Connection } from '../domain/configuration.ts';
import { explainLoop, findLoop, type Loop, type LoopStep } from '../domain/loop-breaker.ts';
import type { ConnectionName } from '../domain/connection-name.ts';
import type { Clock } from '../lib/clock.ts';
import { sha256Hex } from '../lib/digest.ts';
import { RelayError } from '../lib/errors.ts';
import type { NewId } from '../lib/ids.ts';
import type { Job } from '../queue/job.ts';
import type { Link } from '../store/links.ts';
import { insertLoopStep, loadLoopSteps } from '../store/loop-steps.ts';

export interface LoopMetrics {
  countLoop(labels: ConnectionName): void;
}

/** What this needs from the outside, and nothing more. */
export interface StopLoopDeps {
  readonly db: Db;
  readonly servicenow: {
    upsertTask(connection: Connection, key: string, request: UpsertRequest): Promise<UpsertAnswer>;
  };
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: LoopMetrics;
}

export interface NextStep {
  readonly job: Pick<Job, 'id'>;
  readonly link: Link;
  readonly connection: Connection;
  readonly way: LoopStep['way'];
  readonly said: unknown;
}

/** How often others may go ahead of us between an answer and our next try. */
const MAX_OVERTAKEN = 5;

/**
 * Asked before a record is written to and before its tool is told. Resolves with what remembers the step,
 * in the transaction that records it. Throws where the step would keep a loop alive: the job becomes a dead
 * letter that holds its lane, the record has one note about it, and a replay goes on.
 */
export async function takeLoopStep(
  deps: StopLoopDeps,
  next: NextStep,
): Promise<(unit: Unit) => Promise<void>> {
  const { key, workspace } = next.link;
  const at = deps.clock.now();
  const step: LoopStep = { at, way: next.way, hash: sha256Hex(JSON.stringify(next.said)) };
  const loop = findLoop(await loadLoopSteps(deps.db, key, at), step);
  if (loop !== undefined) throw await stop(deps, next, loop);
  return (unit) => insertLoopStep(unit, { ...step, id: deps.newId(), workspace, key });
}

async function stop(deps: StopLoopDeps, next: NextStep, loop: Loop): Promise<RelayError> {
  const { link, connection, job } = next;
  const text = explainLoop(loop, link.source, job.id);
  await note(deps, next, text);
  deps.metrics.countLoop({ workspace: link.workspace, connection: connection.name });
  return new RelayError('LOOP_STOPPED', text, {
    details: { number: link.number, steps: loop.steps, sign: loop.because },
  });
}

/** Its id names the job, whatever the text counts: a repeat after a crash is known as one. */
async function note(
  deps: StopLoopDeps,
  { link, connection, job }: NextStep,
  text: string,
): Promise<void> {
  let seq = link.appliedSeq + 1;
  for (let round = 0; round < MAX_OVERTAKEN; round += 1) {
    const name = `loop-${job.id}`;
    const { outcome, record } = await deps.servicenow.upsertTask(connection, link.key, {
      event_id: name,
      seq,
      table: link.table,
      workspace: link.workspace,
      connection: connection.name,
      source: link.source,
      episode: link.episode,
      correlation_display: `Alert Relay ${link.source}`.slice(0, 100),
      fields: {},
      notes: [{ id: sha256Hex(`${link.key} ${name}`).slice(0, 40), element: 'work_notes', text }],
    });
    if (outcome !== 'stale' || record.applied_event_id === name) return;
    seq = record.applied_seq + 1;
  }
  throw new RelayError(
    'SERVICENOW_BUSY',
    `Another relay keeps writing to the same record of ${connection.name}.`,
  );
}
