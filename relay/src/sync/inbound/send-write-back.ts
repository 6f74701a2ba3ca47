import type { DestinationKind, ToolAnswer } from '../../connector-kit/destination.ts';
import type { RequestStep } from '../../connector-kit/write-back.ts';
import type { Commit } from '../../database/group-commit.ts';
import type { Db } from '../../database/schema.ts';
import type { Destination } from '../../domain/configuration.ts';
import type { Clock } from '../../lib/clock.ts';
import { RelayError } from '../../lib/errors.ts';
import type { HttpMethod, Outgoing } from '../../lib/outgoing.ts';
import type { RateLimit } from '../../lib/rate-limit.ts';
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
  readonly findDestinationKind: (kind: string) => DestinationKind | undefined;
  readonly outgoing: Pick<Outgoing, 'send'>;
  /** Across all lanes, by destination. */
  readonly limit: RateLimit;
  readonly clock: Clock;
  readonly metrics: { observeWriteBack(seconds: number): void };
}

interface Target {
  readonly destination: Destination;
  readonly kind: DestinationKind;
}

const DEADLINE_MS = 15_000;
/** Enough for an id; a tool that answers with a page keeps it to itself. */
const MAX_REMEMBERED = 2000;

/** Step 6: performs what was planned, one request after the other, from where it stood. */
export async function sendWriteBack(deps: SendWriteBackDeps, job: Job): Promise<Handled> {
  const writeBack = await findWriteBack(deps.db, job.subject);
  if (writeBack === undefined) throw new RelayError('NOT_FOUND', 'The write-back is gone.');
  const target = findTarget(deps, writeBack);
  for (const [index, step] of writeBack.steps.entries()) {
    if (index < writeBack.stepsDone) continue;
    const answer = await sendStep(deps, target, writeBack, step);
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

function findTarget(deps: SendWriteBackDeps, writeBack: StoredWriteBack): Target {
  const destination = deps.findDestination(writeBack.workspace, writeBack.destination);
  const kind = destination === undefined ? undefined : deps.findDestinationKind(destination.kind);
  if (destination !== undefined && kind !== undefined) return { destination, kind };
  throw new RelayError(
    'NOT_FOUND',
    `The destination ${writeBack.destination} is no longer configured.`,
  );
}

async function sendStep(
  deps: SendWriteBackDeps,
  target: Target,
  writeBack: StoredWriteBack,
  step: StoredStep,
): Promise<string> {
  const { destination, kind } = target;
  const waitMs = deps.limit.take(`${destination.workspace}/${destination.name}`, kind.perMinute);
  if (waitMs > 0) {
    throw new RelayError(
      'DESTINATION_THROTTLED',
      `Holding back from ${destination.name}: it takes ${kind.perMinute} requests a minute.`,
      { retryAfterMs: waitMs },
    );
  }
  const planned = { ...step, body: step.body };
  const answer = await call(deps, target, writeBack, planned);
  const first = kind.judge(planned, answer);
  const verdict =
    first.kind === 'needs'
      ? kind.judge(planned, answer, await look(deps, target, writeBack, first.path))
      : first;
  if (verdict.kind === 'done') return answer.body;
  throw new RelayError(
    verdict.kind === 'failed' ? verdict.code : 'DESTINATION_REFUSED',
    `Could not tell ${destination.name} (${step.name}): it answered ${answer.status}.`,
    {
      details: { status: answer.status },
      retryAfterMs: verdict.kind === 'failed' ? verdict.retryAfterMs : undefined,
    },
  );
}

/** Reads how things stand in the tool. */
function look(
  deps: SendWriteBackDeps,
  target: Target,
  writeBack: StoredWriteBack,
  path: string,
): Promise<ToolAnswer> {
  return call(deps, target, writeBack, { method: 'GET', path, body: undefined });
}

async function call(
  deps: SendWriteBackDeps,
  { destination, kind }: Target,
  writeBack: StoredWriteBack,
  { method, path, body }: Pick<RequestStep, 'path' | 'body'> & { readonly method: HttpMethod },
): Promise<ToolAnswer> {
  const attempt = { path, body, id: writeBack.id, now: deps.clock.now() };
  const request = kind.toRequest(attempt, destination.settings);
  const sent = request.body ?? body;
  const answer = await deps.outgoing.send({
    url: request.url,
    method,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Alert-Relay',
      ...request.headers,
    },
    ...(sent === undefined ? {} : { body: sent }),
    deadlineMs: DEADLINE_MS,
  });
  return { status: answer.status, headers: answer.headers, body: answer.body.toString('utf8') };
}
