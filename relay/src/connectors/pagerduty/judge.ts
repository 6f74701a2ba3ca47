import { z } from 'zod';
import type { StepVerdict, ToolAnswer } from '../../connector-kit/destination.ts';
import type { RequestStep } from '../../connector-kit/write-back.ts';

const Incident = z.object({ incident: z.object({ status: z.string() }) });

/** What the incident may be when we ask for this status: further along is as good. */
const reached: Readonly<Record<string, readonly string[]>> = {
  acknowledged: ['acknowledged', 'resolved'],
  resolved: ['resolved'],
  triggered: ['triggered', 'acknowledged'],
  // What is over cannot be snoozed, and needs not.
  snooze: ['resolved'],
};

/**
 * PagerDuty refuses with 400 what an incident is already ("Incident Already Resolved"), as it refuses a
 * mistake. Which of the two it is, the incident tells.
 */
export function judge(
  step: RequestStep,
  answer: ToolAnswer,
  found: ToolAnswer | undefined,
): StepVerdict | undefined {
  const [wanted = ''] = step.name.split(' ');
  const states = reached[wanted];
  if (answer.status !== 400 || states === undefined) return undefined;
  if (found === undefined) return { kind: 'needs', path: step.path.replace(/\/snooze$/, '') };
  return states.includes(statusIn(found.body) ?? '') ? { kind: 'done' } : undefined;
}

function statusIn(body: string): string | undefined {
  try {
    return Incident.safeParse(JSON.parse(body)).data?.incident.status;
  } catch {
    return undefined;
  }
}
