import type { DestinationKind, StepFile } from '../../connector-kit/destination.ts';
import type { FileReference } from '../../connector-kit/write-back.ts';
import type { Commit } from '../../database/group-commit.ts';
import type { Db } from '../../database/schema.ts';
import type { Connection, Destination } from '../../domain/configuration.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Handled, Job } from '../../queue/job.ts';
import { findLinkByKey } from '../../store/links.ts';
import { recordRemembered } from '../../store/record-links.ts';
import {
  findWriteBack,
  recordStepsDone,
  recordWriteBackOutcome,
  type StoredWriteBack,
} from '../../store/write-backs.ts';
import { performStep, type PerformStepDeps, type Target } from './perform-step.ts';
import { planUndone } from './plan-undone.ts';

export interface SendWriteBackDeps extends PerformStepDeps {
  readonly db: Db;
  readonly commit: Commit;
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
  readonly servicenow: {
    fetchAttachment(connection: Connection, sysId: string): Promise<StepFile>;
  };
  readonly findDestination: (workspace: string, name: string) => Destination | undefined;
  readonly findDestinationKind: (kind: string) => DestinationKind | undefined;
  readonly metrics: { observeWriteBack(workspace: string, seconds: number): void };
}

/** Enough for an id; a tool that answers with a page keeps it to itself. */
const MAX_REMEMBERED = 2000;

/** Step 6: performs what was planned, one request after the other, from where it stood. */
export async function sendWriteBack(deps: SendWriteBackDeps, job: Job): Promise<Handled> {
  const writeBack = await findWriteBack(deps.db, job.subject);
  if (writeBack === undefined) throw new RelayError('NOT_FOUND', 'The write-back is gone.');
  const target = findTarget(deps, writeBack);
  for (const [index, step] of writeBack.steps.entries()) {
    if (index < writeBack.stepsDone) continue;
    const answer = await perform(deps, target, writeBack, index);
    // Each step is kept as done by itself: a failure of the next one must not repeat it.
    await deps.commit(async (unit) => {
      await recordStepsDone(unit, writeBack.id, index + 1);
      if (!step.isRemembered) return;
      const link = await findLinkByKey(unit.db, writeBack.linkKey);
      await recordRemembered(unit, writeBack.linkKey, {
        ...link?.remembered,
        [`${writeBack.id} ${step.name}`]: answer.slice(0, MAX_REMEMBERED),
      });
    });
  }
  await undo(deps, target, writeBack);
  deps.metrics.observeWriteBack(
    writeBack.workspace,
    (deps.clock.now() - writeBack.createdAt) / 1000,
  );
  return {
    facts: {
      outcome: 'told',
      writeBack: writeBack.kind,
      destination: writeBack.destination,
      steps: writeBack.steps.length,
    },
    record: async (unit) => {
      await recordWriteBackOutcome(unit, writeBack.id, 'told', deps.clock.now());
      if (writeBack.kind === 'reopen') await recordRemembered(unit, writeBack.linkKey, {});
    },
  };
}

/** Not kept as done: to undo it once more does no harm. */
async function undo(
  deps: SendWriteBackDeps,
  target: Target,
  writeBack: StoredWriteBack,
): Promise<void> {
  const link = await findLinkByKey(deps.db, writeBack.linkKey);
  for (const step of planUndone(target, writeBack, link?.remembered ?? {})) {
    const { file: _file, ...rest } = step;
    await performStep(deps, target, `${writeBack.id}.${step.name}`, rest);
  }
}

/** A picture that was deleted meanwhile is told no more. */
async function perform(
  deps: SendWriteBackDeps,
  target: Target,
  { id, workspace, steps }: StoredWriteBack,
  index: number,
): Promise<string> {
  const step = steps[index];
  if (step === undefined) return '';
  const { file: place, body, ...rest } = step;
  const file = place === undefined ? undefined : await fetchFile(deps, workspace, place);
  if (place !== undefined && file === undefined) return '';
  const stepId = index === 0 ? id : `${id}.${index}`;
  return performStep(deps, target, stepId, { ...rest, body, file });
}

async function fetchFile(
  deps: SendWriteBackDeps,
  workspace: string,
  { connection: name, sysId }: FileReference,
): Promise<StepFile | undefined> {
  const connection = deps.findConnection(workspace, name);
  if (connection === undefined) {
    throw new RelayError('NOT_FOUND', `The connection ${name} is no longer configured.`);
  }
  try {
    return await deps.servicenow.fetchAttachment(connection, sysId);
  } catch (error) {
    if (error instanceof RelayError && error.code === 'SERVICENOW_NOT_FOUND') return undefined;
    throw error;
  }
}

function findTarget(deps: SendWriteBackDeps, writeBack: StoredWriteBack): Target {
  const destination = deps.findDestination(writeBack.workspace, writeBack.destination);
  const kind = destination === undefined ? undefined : deps.findDestinationKind(destination.kind);
  if (destination !== undefined && kind !== undefined) return { destination, kind };
  throw new RelayError(
    'NOT_FOUND',
    `The destination ${writeBack.destination} is no longer configured.`,
  );
}
