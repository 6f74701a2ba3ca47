import { z } from 'zod';
import type { StepVerdict, ToolAnswer } from '../../connector-kit/destination.ts';
import type { RequestStep } from '../../connector-kit/write-back.ts';

const AlertGroup = z.object({ state: z.string() });

/** In which states of the group an action has nothing left to do. `new` is called `firing` by some releases. */
const open = ['new', 'firing'];
const reached: Readonly<Record<string, readonly string[]>> = {
  acknowledge: ['acknowledged', 'resolved'],
  resolve: ['resolved'],
  silence: ['silenced', 'acknowledged', 'resolved'],
  unacknowledge: [...open, 'silenced', 'resolved'],
  unresolve: [...open, 'acknowledged', 'silenced'],
  unsilence: [...open, 'acknowledged', 'resolved'],
};

/**
 * OnCall answers a repeat with 400 ("Can't acknowledge an acknowledged alert group"), and the same to
 * groups that may not be changed at all: attached ones, and maintenance. The state tells which it was.
 */
export function judge(
  step: RequestStep,
  answer: ToolAnswer,
  found: ToolAnswer | undefined,
): StepVerdict | undefined {
  const [action = ''] = step.name.split(' ');
  const states = reached[action];
  if (answer.status !== 400 || states === undefined) return undefined;
  if (found === undefined) {
    return { kind: 'needs', path: step.path.slice(0, -action.length) };
  }
  return states.includes(stateIn(found.body) ?? '') ? { kind: 'done' } : undefined;
}

function stateIn(body: string): string | undefined {
  try {
    return AlertGroup.safeParse(JSON.parse(body)).data?.state;
  } catch {
    return undefined;
  }
}
