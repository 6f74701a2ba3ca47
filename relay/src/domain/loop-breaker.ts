/** Something that we did about a record: wrote to it what its tool said, or told the tool of a change. */
export interface LoopStep {
  readonly at: number;
  readonly way: 'written' | 'told';
  /** Of what it said; equal where it said the same. */
  readonly hash: string;
}

export interface Loop {
  readonly because: 'repeats' | 'turns' | 'flood';
  /** Steps that it took so far, the one that was stopped not among them. */
  readonly steps: number;
  /** From the first of them until now. */
  readonly ms: number;
}

/** Older steps count no more. */
export const LOOP_WINDOW_MS = 600_000;
/** So often the same may be said again in one window, by both sides; an alert that flaps says it alone. */
const MOST_REPEATS = 2;
/** Hops from one side to the other and back; a lively talk between two people stays below. */
const MOST_TURNS = 30;
/** So often a tool may be told the same: rules of ServiceNow that undo each other need no tool. */
const MOST_TOLD_AGAIN = 10;

/**
 * Whether the next step would keep a loop alive: a rule in ServiceNow and one in the tool that undo each
 * other's work, with us between them (PagerDuty's guide names two groups that share an escalation policy,
 * and an assignment rule). Such a loop has no end, and each round of it sends people mail.
 *
 * Three signs, each within ten minutes: both sides say again what they had said; they answer each other
 * for too long, whatever they say; one side is told the same for ever.
 */
export function findLoop(steps: readonly LoopStep[], next: LoopStep): Loop | undefined {
  const recent = steps.filter(({ at }) => next.at - at < LOOP_WINDOW_MS);
  const all = [...recent, next];
  const found = (because: Loop['because']): Loop => ({
    because,
    steps: recent.length,
    ms: next.at - (recent[0]?.at ?? next.at),
  });
  const told = repeatsOf(all, 'told');
  if (Math.min(repeatsOf(all, 'written'), told) >= MOST_REPEATS) return found('repeats');
  if (turnsOf(all) > MOST_TURNS) return found('turns');
  return told >= MOST_TOLD_AGAIN ? found('flood') : undefined;
}

/** How often one side said what it had said before; the most repeated word counts. */
function repeatsOf(steps: readonly LoopStep[], way: LoopStep['way']): number {
  const said = Map.groupBy(
    steps.filter((step) => step.way === way),
    ({ hash }) => hash,
  );
  return Math.max(1, ...[...said.values()].map(({ length }) => length)) - 1;
}

function turnsOf(steps: readonly LoopStep[]): number {
  return steps.filter((step, index) => index > 0 && step.way !== steps[index - 1]?.way).length;
}

/** What people read on the record, and as the reason of the dead letter. */
export function explainLoop({ steps, ms }: Loop, source: string, jobId: string): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  return `Alert Relay has stopped here: ${source} and ServiceNow kept changing this record in answer to each other, ${steps} times within ${minutes} min. Look for a rule on each side that undoes what the other does and mend one of them. Then resume with "alert-relay replay ${jobId}" or the same in the API; what came meanwhile is kept and follows.`;
}
