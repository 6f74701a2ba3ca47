import { toRelayError } from '../lib/errors.ts';
import type { Check, CheckResult, Finding } from './check.ts';

/**
 * One after the other, in order: what failed holds up what needs it, by name, so that one fault shows as
 * one fault. A check that breaks is a finding too, never the end of the run.
 */
export async function runChecks(checks: readonly Check[]): Promise<readonly CheckResult[]> {
  const results = new Map<string, CheckResult>();
  for (const check of checks) results.set(check.id, await toResult(check, results));
  return [...results.values()];
}

async function toResult(
  { id, title, needed, after, look }: Check,
  results: ReadonlyMap<string, CheckResult>,
): Promise<CheckResult> {
  const root = after.map((name) => rootOf(results.get(name))).find((name) => name !== undefined);
  if (root !== undefined) {
    return {
      id,
      title,
      needed,
      verdict: 'blocked',
      evidence: `blocked by ${root}`,
      blockedBy: root,
    };
  }
  return { id, title, needed, ...(await lookSafely(look)) };
}

function rootOf(result: CheckResult | undefined): string | undefined {
  if (result?.verdict === 'blocked') return result.blockedBy;
  return result?.verdict === 'fail' ? result.id : undefined;
}

async function lookSafely(look: Check['look']): Promise<Finding> {
  try {
    return await look();
  } catch (thrown) {
    const error = toRelayError(thrown);
    return {
      verdict: 'fail',
      code: error.code,
      evidence: error.message,
      cause: 'This could not be looked at.',
      cure: `docs/errors.md says what ${error.code} means.`,
    };
  }
}

/** Whether alerts can flow: nothing that is needed failed or could not be reached. */
export function isWell(results: readonly CheckResult[]): boolean {
  return results.every(({ needed, verdict }) => !needed || !['fail', 'blocked'].includes(verdict));
}
