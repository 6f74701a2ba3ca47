/** Key → figure; the keys are those of the results file. */
export type Figures = Readonly<Record<string, number>>;

export interface RunOptions {
  /** How long each measured round lasts, roughly. */
  readonly seconds: number;
  readonly rounds: number;
}

/** A limit that a figure has to keep. */
export interface Limit {
  readonly key: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One file of `cases/`: measures the relay and its yardstick in turns, in one run. */
export interface BenchCase {
  readonly name: string;
  readonly limits: readonly Limit[];
  /** It needs something that not every machine has, and is run where it is asked for. */
  readonly isExtra?: boolean;
  run(options: RunOptions): Promise<Figures>;
}

/** What is wrong with the figures, in words. */
export function brokenLimits(limits: readonly Limit[], figures: Figures): readonly string[] {
  return limits.flatMap(({ key, atLeast = -Infinity, atMost = Infinity }) => {
    const figure = figures[key];
    if (figure === undefined || Number.isNaN(figure)) return [`${key} was not measured`];
    if (figure < atLeast) return [`${key} is ${figure}, below ${atLeast}`];
    return figure > atMost ? [`${key} is ${figure}, above ${atMost}`] : [];
  });
}
