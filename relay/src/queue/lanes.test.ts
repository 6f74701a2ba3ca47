import process from 'node:process';
import { afterEach, expect, test } from 'vitest';
import { createLanes, type LaneOutcome, type Lanes, type LanesDeps } from './lanes.ts';

const IN_TIME = { timeout: 5000, interval: 5 };

let lanes: Lanes | undefined;

afterEach(() => lanes?.stop());

interface Start {
  readonly count: number;
  readonly maxAside: number;
  /** Of all but the last, until it wakes. */
  readonly outcome?: LaneOutcome;
  /** Whether only this process knows that they have work, or the store. */
  readonly known?: 'here' | 'in the store';
  readonly sweepEveryMs?: number;
}

/** Lanes of an instance that sleeps, more than are remembered, and one that needs nothing of it. */
function start({
  count,
  maxAside,
  outcome = { kind: 'held', hold: 'instance' },
  known = 'in the store',
  sweepEveryMs = 10,
}: Start) {
  const names = Array.from(
    { length: count },
    (_, index) => `lane-${String(index).padStart(5, '0')}`,
  );
  const waiting = new Set(names);
  const last = names.at(-1) ?? '';
  let isAsleep = true;
  let runs = 0;
  let sweeps = 0;
  lanes = createLanes({
    run: async (lane) => {
      runs += 1;
      if (isAsleep && lane !== last) return outcome;
      waiting.delete(lane);
      return { kind: 'empty' };
    },
    findLanes: async (after, limit) => {
      sweeps += 1;
      if (known === 'here') return [];
      return [...waiting].filter((lane) => lane > after).slice(0, limit);
    },
    arrivedLanes: () => (known === 'here' ? waiting : []),
    isHeld: () => isAsleep,
    isAway: () => isAsleep,
    concurrency: 64,
    sweepEveryMs,
    maxAside,
    onError: (error) => expect.unreachable(String(error)),
  });
  lanes.start();
  return {
    waiting,
    last,
    runs: () => runs,
    sweeps: () => sweeps,
    wakeUp: () => {
      isAsleep = false;
      lanes?.release('instance', 'all');
    },
  };
}

test('D12 of more lanes than are remembered while their instance sleeps, all go on when it wakes', async () => {
  const { waiting, wakeUp, sweeps } = start({ count: 3000, maxAside: 10 });
  await expect.poll(sweeps, IN_TIME).toBeGreaterThan(5);

  wakeUp();

  await expect.poll(() => waiting.size, IN_TIME).toBe(0);
});

test('D12 more lanes than are remembered are not tried without end while their instance sleeps', async () => {
  const { runs, sweeps, waiting, wakeUp } = start({
    count: 30_000,
    maxAside: 10,
    known: 'here',
    sweepEveryMs: 3_600_000,
  });
  for (let turn = 1; turn <= 1000; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }

  // The second begins when it is known how many there are.
  expect(sweeps()).toBe(2);
  expect(runs()).toBeLessThan(20_000);
  wakeUp();
  await expect.poll(() => waiting.size, IN_TIME).toBe(0);
});

test('others have their turn while a sweep walks over all lanes that are held', async () => {
  const names = Array.from({ length: 20_000 }, (_one, number) => `lane-${number}`);
  let walked = 0;
  lanes = startUnswept({
    run: async () => ({ kind: 'empty' }),
    arrivedLanes: function* () {
      for (const name of names) {
        walked += 1;
        yield name;
      }
    },
    isHeld: () => true,
    isAway: () => true,
    sweepEveryMs: 10,
  });
  lanes.wake(names, new Map(names.map((name) => [name, 'instance'])));
  let most = 0;
  for (let before = walked; walked < 2 * names.length; before = walked) {
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, walked - before);
  }

  expect(most).toBeLessThanOrEqual(1000);
});

test.each(['in the store', 'here'] as const)(
  'a lane that needs another instance is found behind more held ones than a sweep looks at, which are known %s',
  async (known) => {
    const { waiting, last } = start({ count: 12_001, maxAside: 10, known });

    await expect.poll(() => waiting.has(last), IN_TIME).toBe(false);

    expect(waiting.size).toBe(12_000);
  },
);

test('lanes that are remembered as held are not tried again until they are released', async () => {
  const { runs, sweeps, waiting, wakeUp } = start({ count: 50, maxAside: 100 });
  await expect.poll(sweeps, IN_TIME).toBeGreaterThan(5);

  expect(runs()).toBe(50);
  wakeUp();
  await expect.poll(() => waiting.size, IN_TIME).toBe(0);
});

test('nobody looks into a lane of which it is known that its instance is away, until it is released', async () => {
  const { waiting, runs, sweeps, wakeUp } = start({ count: 1, maxAside: 100 });
  await expect.poll(() => waiting.size, IN_TIME).toBe(0);
  waiting.add('lane-new');
  const before = runs();

  lanes?.wake(['lane-new'], new Map([['lane-new', 'instance']]));
  const seen = sweeps();
  await expect.poll(sweeps, IN_TIME).toBeGreaterThan(seen + 2);
  expect(runs()).toBe(before);

  wakeUp();
  await expect.poll(() => waiting.size, IN_TIME).toBe(0);
});

test('D12 of lanes that are due later, no more than are to be remembered wait with a timer, and one behind them is found', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const outcome = { kind: 'later', delayMs: 3_600_000 } as const;
  const { waiting, last } = start({ count: 12_001, maxAside: 10, outcome });

  await expect.poll(() => waiting.has(last), IN_TIME).toBe(false);

  expect(timers() - before).toBeLessThan(20);
});

test('of lanes that run, those that wait for an answer from outside make room for others', async () => {
  let away = 0;
  const answers: (() => void)[] = [];
  const started: string[] = [];
  lanes = createLanes({
    run: async (lane) => {
      started.push(lane);
      await new Promise<void>((resolve) => answers.push(resolve));
      return { kind: 'empty' };
    },
    findLanes: async () => [],
    arrivedLanes: () => [],
    isHeld: () => false,
    concurrency: 5,
    mostInHand: 2,
    countAway: () => away,
    sweepEveryMs: 3_600_000,
    onError: (error) => expect.unreachable(String(error)),
  });
  lanes.start();
  lanes.wake(['1', '2', '3', '4', '5', '6', '7']);
  expect(started).toEqual(['1', '2']);

  away = 2;
  lanes.wake([]);
  expect(started).toEqual(['1', '2', '3', '4']);

  // Whatever is away, no more run than may run at all.
  away = 4;
  lanes.wake([]);
  expect(started).toEqual(['1', '2', '3', '4', '5']);

  // Those that come back are recorded first; meanwhile one starts for two that end.
  away = 0;
  const endOne = async () => {
    answers.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
    return started.length;
  };
  expect(await endOne()).toBe(5);
  expect(await endOne()).toBe(6);
  expect(await endOne()).toBe(6);

  const answerAll = () => {
    for (const answer of answers.splice(0)) answer();
    return started.length;
  };
  await expect.poll(answerAll).toBe(7);
  answerAll();
});

test.each([
  ['as many as are asked for together', false, 64],
  ['few where enough waits for its call: what comes back has its turn', true, 16],
])('of lanes start in a turn %s', async (_name, isPlenty, inTurn) => {
  const started: string[] = [];
  const unswept = startUnswept({
    run: async (lane) => {
      started.push(lane);
      return { kind: 'empty' };
    },
    concurrency: 1000,
    hasPlenty: () => isPlenty,
  });
  unswept.wake(Array.from({ length: 200 }, (_one, number) => String(number)));
  expect(started).toHaveLength(inTurn);

  await expect.poll(() => started.length).toBe(200);
});

/** Lanes that nobody but the test wakes: the sweep is an hour away. */
function startUnswept(over: Pick<LanesDeps, 'run'> & Partial<LanesDeps>): Lanes {
  lanes = createLanes({
    findLanes: async () => [],
    arrivedLanes: () => [],
    isHeld: () => false,
    concurrency: 4,
    sweepEveryMs: 3_600_000,
    onError: (error) => expect.unreachable(String(error)),
    ...over,
  });
  lanes.start();
  return lanes;
}

test.each([
  ['has more', { kind: 'more' }],
  ['was held for what came back meanwhile', { kind: 'held', hold: 'instance' }],
] as const)('a lane that %s goes on without a sweep', async (_what, outcome) => {
  let runs = 0;
  const started = startUnswept({
    run: async () => ((runs += 1) < 3 ? outcome : { kind: 'empty' }),
  });

  started.wake(['a']);

  await expect.poll(() => runs, IN_TIME).toBe(3);
});

test('a lane that is woken while it runs runs again: it may have looked before', async () => {
  const ends = Promise.withResolvers<void>();
  let runs = 0;
  const started = startUnswept({
    run: async () => {
      runs += 1;
      await ends.promise;
      return { kind: 'empty' };
    },
  });
  started.wake(['a']);
  started.wake(['a']);

  ends.resolve();

  await expect.poll(() => runs, IN_TIME).toBe(2);
});

test('more lanes than may be ready are found without waiting for the next sweep', async () => {
  const waiting = new Set(Array.from({ length: 20 }, (_one, number) => `lane-${number}`));
  const started = startUnswept({
    run: async (lane) => {
      waiting.delete(lane);
      return { kind: 'empty' };
    },
    findLanes: async (after) => [...waiting].filter((lane) => lane > after).toSorted(),
    maxReady: 3,
    concurrency: 1,
  });

  started.wake([...waiting]);

  await expect.poll(() => waiting.size, IN_TIME).toBe(0);
});

test('what one instance held is not tried when another one is back', async () => {
  const tried: string[] = [];
  let away = new Set(['one', 'other']);
  const started = startUnswept({
    run: async (lane) => {
      tried.push(lane);
      return away.has(lane) ? { kind: 'held', hold: lane } : { kind: 'empty' };
    },
    isHeld: (hold) => away.has(hold),
  });
  started.wake(['one', 'other']);
  await expect.poll(() => tried, IN_TIME).toEqual(['one', 'other']);

  away = new Set(['one']);
  started.release('other', 'all');

  await expect.poll(() => tried, IN_TIME).toEqual(['one', 'other', 'other']);
});

test('a lane that sleeps, or runs and will sleep, is looked into at once when something older than its head is due again', async () => {
  let runs = 0;
  const ends = Promise.withResolvers<void>();
  const unswept = startUnswept({
    run: async () => {
      runs += 1;
      await ends.promise;
      return { kind: 'later', delayMs: 3_600_000 };
    },
  });
  unswept.wake(['a']);

  unswept.wake([], undefined, ['a']);
  ends.resolve();
  await expect.poll(() => runs, IN_TIME).toBe(2);
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));

  unswept.wake([], undefined, ['a']);
  await expect.poll(() => runs, IN_TIME).toBe(3);
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(runs).toBe(3);
});

test('a lane that is due after the longest time of a timer is left alone until then', async () => {
  const { runs, sweeps } = start({
    count: 2,
    maxAside: 100,
    outcome: { kind: 'later', delayMs: 2 ** 31 },
  });

  await expect.poll(sweeps, IN_TIME).toBeGreaterThan(10);

  expect(runs()).toBe(2);
});

/** Lanes that are held, until `wakeUp`. */
function startHeld(count: number) {
  const started: string[] = [];
  let isAsleep = true;
  const held = Array.from({ length: count }, (_one, number) => `held-${number}`);
  const unswept = startUnswept({
    run: async (lane) => {
      started.push(lane);
      return isAsleep ? { kind: 'held', hold: 'instance' } : { kind: 'empty' };
    },
    isHeld: () => isAsleep,
    isAway: () => isAsleep,
  });
  unswept.wake(held, new Map(held.map((lane) => [lane, 'instance'])));
  return {
    started,
    wake: (lanes: readonly string[]) => unswept.wake(lanes),
    fallAsleep: () => (isAsleep = true),
    wakeUp: () => {
      isAsleep = false;
      unswept.release('instance', 'all');
    },
    releaseAll: () => unswept.release('instance', 'all'),
  };
}

test('L16 an alert that comes after an outage does not wait behind all that gathered in it', async () => {
  const { started, wake, wakeUp } = startHeld(20_000);
  wakeUp();
  await expect.poll(() => started.length, IN_TIME).toBeGreaterThan(100);
  const before = started.length;

  wake(['new']);

  await expect.poll(() => started.includes('new'), IN_TIME).toBe(true);
  expect(started.indexOf('new')).toBeLessThan(before + 100);
  await expect.poll(() => started.length, IN_TIME).toBe(20_001);
});

test('what waited has its turn while more and more comes', async () => {
  const { started, wake, wakeUp } = startHeld(100);
  const isGoingOn = () => started.filter((lane) => lane.startsWith('held')).length < 100;
  wakeUp();

  for (let turn = 0; turn < 100 && isGoingOn(); turn += 1) {
    wake(Array.from({ length: 64 }, (_one, number) => `new-${turn}-${number}`));
    await new Promise((resolve) => setImmediate(resolve));
  }

  expect(isGoingOn()).toBe(false);
});

test('a lane that waited and gets new work goes with what is new, once', async () => {
  const { started, wake, wakeUp } = startHeld(20_000);
  wakeUp();
  await expect.poll(() => started.length, IN_TIME).toBeGreaterThan(5000);
  const before = started.length;

  wake(['held-19999']);
  await expect.poll(() => started.includes('held-19999'), IN_TIME).toBe(true);

  expect(started.indexOf('held-19999')).toBeLessThan(before + 100);
  await expect.poll(() => started.length, IN_TIME).toBe(20_000);
  expect(new Set(started).size).toBe(20_000);
});

test('others have their turn while lanes are released, and an instance that goes away meanwhile keeps those that were not', async () => {
  const { started, wakeUp, fallAsleep } = startHeld(20_000);
  wakeUp();
  await new Promise((resolve) => setImmediate(resolve));

  fallAsleep();
  for (let turn = 0; turn < 400; turn += 1) await new Promise((resolve) => setImmediate(resolve));

  expect(started.length).toBeLessThan(2000);
  wakeUp();
  await expect.poll(() => new Set(started).size, IN_TIME).toBe(20_000);
});

test('lanes that are released although what they need is away are each looked into once: it may be something else now', async () => {
  const { started, releaseAll } = startHeld(3000);

  releaseAll();
  await expect.poll(() => new Set(started).size, IN_TIME).toBe(3000);
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));

  expect(started).toHaveLength(3000);
});

test('a lane that waits for its turn while its instance goes away again, and gets new work, never runs twice at once', async () => {
  const count = 3000;
  const last = `held-${count - 1}`;
  const ends = Promise.withResolvers<void>();
  let isAway = true;
  let running = 0;
  let most = 0;
  const unswept = startUnswept({
    run: async (lane) => {
      if (lane !== last) return { kind: 'empty' };
      running += 1;
      most = Math.max(most, running);
      await ends.promise;
      running -= 1;
      return { kind: 'empty' };
    },
    isHeld: () => isAway,
    isAway: () => isAway,
  });
  const all = Array.from({ length: count }, (_one, number) => `held-${number}`);
  unswept.wake(all, new Map(all.map((lane) => [lane, 'instance'])));
  unswept.release('instance', 'all');
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(running).toBe(0);

  unswept.wake([last], new Map([[last, 'instance']]));
  await expect.poll(() => running, IN_TIME).toBe(1);
  isAway = false;
  unswept.release('instance', 'all');
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  ends.resolve();

  await expect.poll(() => running, IN_TIME).toBe(0);
  expect(most).toBe(1);
});
