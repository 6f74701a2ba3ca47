/** One thing that the sender said: step `step` of what it has to say about `key`. */
export interface Statement {
  readonly key: string;
  /** Counts from 1; a sender makes a step only after the one before was acknowledged. */
  readonly step: number;
}

/** What the write log of the instance shows, in its order. */
export type Effect =
  | { readonly kind: 'record'; readonly key: string; readonly record: string }
  | { readonly kind: 'note'; readonly key: string; readonly step: number; readonly record: string }
  | { readonly kind: 'turn'; readonly to: 'ended' | 'open'; readonly record: string };

export interface Evidence {
  readonly attempted: readonly Statement[];
  readonly acknowledged: readonly Statement[];
  readonly effects: readonly Effect[];
  /** The step with which a record ends, and no other; whether records end is not looked at without it. */
  readonly lastStep?: number;
}

/** In the words of Jepsen's total-queue checker, plus order. Each entry names what it is about. */
export interface Verdict {
  /** Acknowledged, and never seen again; or its record did not end. Must be empty. */
  readonly lost: readonly string[];
  /** A second record of one key, or a note written twice. Must be empty. */
  readonly duplicated: readonly string[];
  /** An effect that nobody asked for, an end or a new beginning among them. Must be empty. */
  readonly unexpected: readonly string[];
  /** A step whose note stands before that of an earlier step. Must be empty. */
  readonly outOfOrder: readonly string[];
  /** Attempted, not acknowledged, and done all the same: allowed, and counted. */
  readonly recovered: readonly string[];
}

/** What goes in must come out: compares what was said with what was done. */
export function check({ attempted, acknowledged, effects, lastStep }: Evidence): Verdict {
  const turns = lastStep === undefined ? undefined : checkTurns(acknowledged, effects, lastStep);
  const notes = effects.filter((effect) => effect.kind === 'note');
  const records = effects.filter((effect) => effect.kind === 'record');
  const said = new Set(attempted.map(nameOf));
  const promised = new Set(acknowledged.map(nameOf));
  const done = new Set(notes.map(nameOf));
  const keysSaid = new Set(attempted.map(({ key }) => key));
  const keysRecorded = new Set(records.map(({ key }) => key));
  const keysPromised = new Set(acknowledged.map(({ key }) => key));

  return {
    lost: [
      ...[...keysPromised].filter((key) => !keysRecorded.has(key)),
      ...[...promised].filter((name) => !done.has(name)),
      ...(turns?.lost ?? []),
    ],
    duplicated: [...repeated(records.map(({ key }) => key)), ...repeated(notes.map(nameOf))],
    unexpected: [
      ...[...keysRecorded].filter((key) => !keysSaid.has(key)),
      ...[...done].filter((name) => !said.has(name)),
      ...(turns?.unexpected ?? []),
    ],
    outOfOrder: backwardSteps(notes),
    recovered: [...done].filter((name) => said.has(name) && !promised.has(name)),
  };
}

/** Whether the promise was kept: only `recovered` may hold anything. */
export function isKept({ lost, duplicated, unexpected, outOfOrder }: Verdict): boolean {
  return [lost, duplicated, unexpected, outOfOrder].every((names) => names.length === 0);
}

/** A record ends once, when its last step stands in it, and stays so. */
function checkTurns(
  acknowledged: readonly Statement[],
  effects: readonly Effect[],
  lastStep: number,
): Pick<Verdict, 'lost' | 'unexpected'> {
  const keyOf = new Map<string, string>();
  const over = new Set<string>();
  const ended = new Set<string>();
  const unexpected: string[] = [];
  for (const effect of effects) {
    if (effect.kind === 'record') keyOf.set(effect.record, effect.key);
    if (effect.kind === 'note' && effect.step === lastStep) over.add(effect.record);
    if (effect.kind !== 'turn') continue;
    const { to, record } = effect;
    const isExpected = to === 'ended' && over.has(record) && !ended.has(record);
    if (to === 'ended') ended.add(record);
    if (!isExpected) unexpected.push(`${keyOf.get(record) ?? record} ${to}`);
  }
  const keysEnded = new Set([...ended].map((record) => keyOf.get(record)));
  const promised = acknowledged.filter(({ step }) => step === lastStep);
  const lost = promised.filter(({ key }) => !keysEnded.has(key)).map(({ key }) => `${key} ended`);
  return { lost, unexpected };
}

function nameOf({ key, step }: Statement): string {
  return `${key}#${step}`;
}

function repeated(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (seen.has(name) ? twice : seen).add(name);
  return [...twice];
}

function backwardSteps(notes: readonly Statement[]): readonly string[] {
  const highest = new Map<string, number>();
  const backward: string[] = [];
  for (const note of notes) {
    const before = highest.get(note.key) ?? 0;
    if (note.step < before) backward.push(nameOf(note));
    highest.set(note.key, Math.max(before, note.step));
  }
  return backward;
}
