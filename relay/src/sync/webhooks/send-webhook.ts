import type { Commit } from '../../database/group-commit.ts';
import type { Db } from '../../database/schema.ts';
import { judgeDestinationAnswer } from '../../domain/destination-answer.ts';
import type { Webhook } from '../../domain/webhook.ts';
import type { Clock } from '../../lib/clock.ts';
import { RelayError, toRelayError } from '../../lib/errors.ts';
import type { Outgoing } from '../../lib/outgoing.ts';
import type { RateLimit } from '../../lib/rate-limit.ts';
import type { Handled, Job } from '../../queue/job.ts';
import {
  findWebhookRun,
  recordWebhookOutcome,
  recordWebhookTry,
  type WebhookRun,
  type WebhookTry,
} from '../../store/webhook-runs.ts';
import { toWebhookRequest } from './to-webhook-request.ts';

export interface SendWebhookDeps {
  readonly db: Db;
  readonly commit: Commit;
  readonly findWebhook: (workspace: string, name: string) => Webhook | undefined;
  readonly outgoing: Pick<Outgoing, 'send'>;
  /** Across all lanes, by webhook. */
  readonly limit: RateLimit;
  readonly clock: Clock;
}

const DEADLINE_MS = 15_000;
const PER_MINUTE = 600;
/** Enough to see what went wrong; a receiver that answers with a page keeps it to itself. */
const MAX_ANSWER = 2000;

/** One request of an outgoing webhook. What each try came to is kept, so that people can look. */
export async function sendWebhook(deps: SendWebhookDeps, job: Job): Promise<Handled> {
  const run = await findWebhookRun(deps.db, job.subject);
  if (run === undefined) throw new RelayError('NOT_FOUND', 'What the webhook was to send is gone.');
  const webhook = deps.findWebhook(run.workspace, run.webhook);
  if (webhook === undefined) {
    throw new RelayError('NOT_FOUND', `The webhook ${run.webhook} is no longer configured.`);
  }
  const waitMs = deps.limit.take(`webhook ${run.workspace}/${run.webhook}`, PER_MINUTE, run.id);
  if (waitMs > 0) {
    throw new RelayError(
      'DESTINATION_THROTTLED',
      `Holding back from the webhook ${run.webhook}: it is sent ${PER_MINUTE} requests a minute.`,
      { retryAfterMs: waitMs },
    );
  }
  const { status, failure, tried } = await attempt(deps, webhook, run);
  await deps.commit((unit) => recordWebhookTry(unit, run.id, tried));
  if (failure !== undefined) throw failure;
  return {
    facts: { outcome: 'sent', webhook: run.webhook, trigger: run.trigger, status },
    record: (unit) => recordWebhookOutcome(unit, run.id, 'sent'),
  };
}

interface Attempted {
  readonly status: number;
  readonly failure: RelayError | undefined;
  readonly tried: WebhookTry;
}

async function attempt(
  deps: SendWebhookDeps,
  webhook: Webhook,
  run: WebhookRun,
): Promise<Attempted> {
  const at = deps.clock.now();
  const sent = await deps.outgoing
    .send({ ...toWebhookRequest(webhook, run, at), deadlineMs: DEADLINE_MS })
    .catch((thrown: unknown) => toRelayError(thrown));
  const ms = deps.clock.now() - at;
  if (sent instanceof RelayError) {
    const { message: problem } = sent;
    return { status: 0, failure: sent, tried: { at, ms, answer: undefined, problem } };
  }
  const { status } = sent;
  const verdict = judgeDestinationAnswer(status, sent.headers, []);
  const failure =
    verdict.kind === 'done'
      ? undefined
      : new RelayError(
          verdict.code,
          `Could not send the webhook ${run.webhook}: it was answered ${status}.`,
          { details: { status }, retryAfterMs: verdict.retryAfterMs },
        );
  const answer = { status, body: sent.body.toString('utf8').slice(0, MAX_ANSWER) };
  return { status, failure, tried: { at, ms, answer, problem: failure?.message } };
}
