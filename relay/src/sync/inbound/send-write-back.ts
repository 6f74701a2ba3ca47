import { Webhook } from 'standardwebhooks';
import type { Commit } from '../../database/group-commit.ts';
import type { Db } from '../../database/schema.ts';
import type { Destination } from '../../domain/configuration.ts';
import { judgeDestinationAnswer } from '../../domain/destination-answer.ts';
import type { Clock } from '../../lib/clock.ts';
import { RelayError } from '../../lib/errors.ts';
import type { Outgoing } from '../../lib/outgoing.ts';
import type { Handled, Job } from '../../queue/job.ts';
import { findLinkByKey, recordRemembered } from '../../store/links.ts';
import {
  findWriteBack,
  recordStepsDone,
  recordWriteBackOutcome,
  type StoredStep,
  type StoredWriteBack,
} from '../../store/write-backs.ts';

export interface SendWriteBackDeps {
  readonly db: Db;
  readonly commit: Commit;
  readonly findDestination: (workspace: string, name: string) => Destination | undefined;
  readonly outgoing: Pick<Outgoing, 'send'>;
  readonly clock: Clock;
  readonly metrics: { observeWriteBack(seconds: number): void };
}

const DEADLINE_MS = 15_000;
/** Enough for an id; a tool that answers with a page keeps it to itself. */
const MAX_REMEMBERED = 2000;

/** Step 6: performs what was planned, one request after the other, from where it stood. */
export async function sendWriteBack(deps: SendWriteBackDeps, job: Job): Promise<Handled> {
  const writeBack = await findWriteBack(deps.db, job.subject);
  if (writeBack === undefined) throw new RelayError('NOT_FOUND', 'The write-back is gone.');
  const destination = deps.findDestination(writeBack.workspace, writeBack.destination);
  if (destination === undefined) {
    throw new RelayError(
      'NOT_FOUND',
      `The destination ${writeBack.destination} is no longer configured.`,
    );
  }
  for (const [index, step] of writeBack.steps.entries()) {
    if (index < writeBack.stepsDone) continue;
    const answer = await sendStep(deps, destination, writeBack, step);
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
  deps.metrics.observeWriteBack((deps.clock.now() - writeBack.createdAt) / 1000);
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

async function sendStep(
  deps: SendWriteBackDeps,
  destination: Destination,
  writeBack: StoredWriteBack,
  step: StoredStep,
): Promise<string> {
  const answer = await deps.outgoing.send({
    url: `${destination.url}${step.path}`,
    method: step.method,
    headers: headersFor(destination, writeBack, step, deps.clock.now()),
    ...(step.body === undefined ? {} : { body: step.body }),
    deadlineMs: DEADLINE_MS,
  });
  const verdict = judgeDestinationAnswer(
    answer.status,
    answer.headers['retry-after'],
    step.alreadyDone,
  );
  if (verdict.kind === 'failed') {
    throw new RelayError(
      verdict.code,
      `Could not tell ${destination.name} (${step.name}): it answered ${answer.status}.`,
      { details: { status: answer.status }, retryAfterMs: verdict.retryAfterMs },
    );
  }
  return answer.body.toString('utf8');
}

function headersFor(
  destination: Destination,
  writeBack: StoredWriteBack,
  step: StoredStep,
  now: number,
): Readonly<Record<string, string>> {
  const headers = { 'content-type': 'application/json', 'user-agent': 'Alert-Relay' };
  switch (destination.kind) {
    case 'alertmanager':
      return destination.authorization === undefined
        ? headers
        : { ...headers, authorization: destination.authorization.reveal() };
    case 'webhook':
      return { ...headers, ...signatureFor(destination, writeBack.id, step.body ?? '', now) };
  }
}

/** The id stays the same on every try, so that the receiver can drop what it knows. */
function signatureFor(
  destination: Extract<Destination, { kind: 'webhook' }>,
  id: string,
  body: string,
  now: number,
): Readonly<Record<string, string>> {
  const at = new Date(now);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': new Webhook(destination.secret.reveal()).sign(id, at, body),
  };
}
