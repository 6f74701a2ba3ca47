import type { StepVerdict, ToolAnswer } from '../../connector-kit/destination.ts';
import type { RequestStep } from '../../connector-kit/write-back.ts';

/**
 * Teams can answer 200 and say in the body that nothing was delivered, "Webhook message delivery failed
 * with error: … HTTP error 429" (grafana/grafana#102282). A success is empty, `1`, or a run of the workflow.
 */
export function judge(_step: RequestStep, { status, body }: ToolAnswer): StepVerdict | undefined {
  const isFailure = status >= 200 && status < 300 && /\bfailed\b|HTTP error/i.test(body);
  if (!isFailure) return undefined;
  const isPassing = /\b(?:408|429|5\d\d)\b/.test(body);
  const code = isPassing ? 'DESTINATION_UNAVAILABLE' : 'DESTINATION_REFUSED';
  return { kind: 'failed', code, retryAfterMs: undefined };
}
