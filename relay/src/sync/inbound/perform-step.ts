import type { DestinationKind, StepFile, ToolAnswer } from '../../connector-kit/destination.ts';
import type { RequestStep } from '../../connector-kit/write-back.ts';
import type { Destination } from '../../domain/configuration.ts';
import type { Clock } from '../../lib/clock.ts';
import { RelayError } from '../../lib/errors.ts';
import type { HttpMethod, Outgoing } from '../../lib/outgoing.ts';
import type { RateLimit } from '../../lib/rate-limit.ts';

export interface PerformStepDeps {
  readonly outgoing: Pick<Outgoing, 'send'>;
  /** Across all lanes, by destination. */
  readonly limit: RateLimit;
  readonly clock: Clock;
}

export interface Target {
  readonly destination: Destination;
  readonly kind: DestinationKind;
}

const DEADLINE_MS = 15_000;

/** A step, and what it carries. */
export type LoadedStep = Omit<RequestStep, 'file'> & { readonly file?: StepFile | undefined };

/** Gives what the tool answered; throws what it refused. */
export async function performStep(
  deps: PerformStepDeps,
  target: Target,
  id: string,
  step: LoadedStep,
): Promise<string> {
  const { destination, kind } = target;
  const waitMs = deps.limit.take(
    `${destination.workspace}/${destination.name}`,
    kind.perMinute,
    id,
  );
  if (waitMs > 0) {
    throw new RelayError(
      'DESTINATION_THROTTLED',
      `Holding back from ${destination.name}: it takes ${kind.perMinute} requests a minute.`,
      { retryAfterMs: waitMs },
    );
  }
  const answer = await call(deps, target, id, step);
  const first = kind.judge(step, answer);
  const verdict =
    first.kind === 'needs'
      ? kind.judge(step, answer, await look(deps, target, id, first.path))
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
  deps: PerformStepDeps,
  target: Target,
  id: string,
  path: string,
): Promise<ToolAnswer> {
  return call(deps, target, id, { method: 'GET', path, body: undefined });
}

async function call(
  deps: PerformStepDeps,
  { destination, kind }: Target,
  id: string,
  step: Pick<LoadedStep, 'path' | 'body' | 'file'> & { readonly method: HttpMethod },
): Promise<ToolAnswer> {
  const { method, path, body, file } = step;
  const attempt = { path, body, id, file, now: deps.clock.now() };
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
