import { type Clock, steadyClock } from './clock.ts';

const EVERY_MS = 60_000;

/** Does what is named unless it did within the last minute; hands over how often it was left out since. */
export type Seldom = (name: string, work: (leftOut: number) => void) => void;

/** For the line of what fails several times a second while something is away, such as the database. */
export function createSeldom(clock: Clock = steadyClock): Seldom {
  const done = new Map<string, { readonly at: number; leftOut: number }>();
  return (name, work) => {
    const now = clock.now();
    const last = done.get(name);
    if (last !== undefined && now - last.at < EVERY_MS) {
      last.leftOut += 1;
      return;
    }
    done.set(name, { at: now, leftOut: 0 });
    work(last?.leftOut ?? 0);
  };
}
