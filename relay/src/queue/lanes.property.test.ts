import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { createLanes, type LaneOutcome, type Lanes } from './lanes.ts';

const IN_TIME = { timeout: 5000, interval: 5 };

let lanes: Lanes | undefined;

afterEach(() => lanes?.stop());

const names = ['a', 'b', 'c', 'd'] as const;
const holds = ['one', 'other'] as const;
const aLane = fc.constantFrom(...names);
const aHold = fc.constantFrom(...holds);

const step = fc.oneof(
  fc.record({
    kind: fc.constant('work' as const),
    lane: aLane,
    isWoken: fc.constantFrom(true, true, true, false),
  }),
  fc.record({ kind: fc.constant('close' as const), hold: aHold }),
  fc.record({ kind: fc.constant('open' as const), hold: aHold }),
  fc.record({ kind: fc.constant('probe' as const), hold: aHold }),
  fc.record({ kind: fc.constant('hasten' as const), lane: aLane }),
  fc.record({ kind: fc.constant('end' as const), which: fc.nat({ max: 2 }) }),
  fc.record({ kind: fc.constant('turn' as const) }),
);

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

test('whatever happens in whatever order, a lane never runs twice at once, and all work is done once nothing is held', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 120, size: 'max' }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      async (steps, room, concurrency) => {
        /** Pieces of work of each lane. */
        const work = new Map<string, number>();
        const closed = new Set<string>();
        const running = new Map<string, () => void>();
        let isEnding = false;
        let faults = 0;
        const holdOf = (lane: string) => (lane === 'd' ? 'other' : 'one');

        async function run(lane: string): Promise<LaneOutcome> {
          if (running.has(lane) || running.size >= concurrency) faults += 1;
          if (!isEnding) await new Promise<void>((resolve) => running.set(lane, resolve));
          running.delete(lane);
          const left = work.get(lane) ?? 0;
          if (left === 0) return { kind: 'empty' };
          if (closed.has(holdOf(lane))) return { kind: 'held', hold: holdOf(lane) };
          // Every third piece is due later at first.
          work.set(lane, left - 1);
          if (left % 3 === 0) return { kind: 'later', delayMs: 1 };
          return left > 1 ? { kind: 'more' } : { kind: 'empty' };
        }

        const started = createLanes({
          run,
          findLanes: async (after, limit) =>
            [...names].filter((lane) => lane > after && (work.get(lane) ?? 0) > 0).slice(0, limit),
          arrivedLanes: () => [],
          isHeld: (hold) => closed.has(hold),
          isAway: (hold) => closed.has(hold),
          concurrency,
          sweepEveryMs: 2,
          maxReady: room,
          maxAside: room,
          onError: () => (faults += 1),
        });
        lanes = started;
        started.start();
        for (const one of steps) {
          if (one.kind === 'work') {
            work.set(one.lane, (work.get(one.lane) ?? 0) + 1);
            const hold = new Map([[one.lane, holdOf(one.lane)]]);
            if (one.isWoken) started.wake([one.lane], hold);
          } else if (one.kind === 'close') closed.add(one.hold);
          else if (one.kind === 'open') {
            closed.delete(one.hold);
            started.release(one.hold, 'all');
          } else if (one.kind === 'probe') started.release(one.hold, 'one');
          else if (one.kind === 'hasten') started.wake([], undefined, [one.lane]);
          else if (one.kind === 'end') {
            [...running.values()].at(one.which)?.();
          }
          await nextTurn();
        }
        isEnding = true;
        closed.clear();
        for (const hold of holds) started.release(hold, 'all');
        for (const end of running.values()) end();
        const left = () => [...work.values()].reduce((sum, one) => sum + one, 0);
        await expect.poll(left, IN_TIME).toBe(0);
        await started.stop();
        expect(faults).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});
