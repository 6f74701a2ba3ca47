import { expect, test } from 'vitest';
import { openState } from '../../domain/connection-hold.ts';
import type { StatusWarning } from '../../domain/connection-status.ts';
import { sampleConnection } from '../../domain/samples.ts';
import { RelayError } from '../../lib/errors.ts';
import type { KeptStatus } from '../../store/connection-status.ts';
import { createSignals } from './signals.ts';
import { watchConnection } from './watch-connection.ts';

const connection = sampleConnection();
const START = 1_000_000;

/** Runs the watch for some seconds of its clock; `at` is called at each look with the second. */
async function watchFor(
  seconds: number,
  at: (second: number, signals: ReturnType<typeof createSignals>) => void,
  change: {
    readonly enabled?: boolean;
    readonly warnings?: readonly StatusWarning[];
    readonly endsAt?: number;
    readonly probe?: () => Promise<void>;
    /** What calls told before this watch began. */
    readonly before?: (signals: ReturnType<typeof createSignals>) => void;
    /** The second in which somebody sets the clock back by an hour. */
    readonly setBackAt?: number;
  } = {},
) {
  let second = -1;
  const steadyClock = { now: () => second * 1000 };
  const clock = {
    now: () => START + second * 1000 - (second < (change.setBackAt ?? Infinity) ? 0 : 3_600_000),
  };
  const signals = createSignals(steadyClock);
  change.before?.(signals);
  second = 0;
  const kept: KeptStatus[] = [];
  const metered: string[] = [];
  const ends: (number | undefined)[] = [];
  let probes = 0;
  at(0, signals);
  await watchConnection(
    {
      clock,
      steadyClock,
      signals,
      holdOf: () => openState,
      faultOf: () => undefined,
      servicenow: {
        probe: async () => {
          probes += 1;
          await change.probe?.();
          signals.note(connection, undefined);
        },
      },
      outlookOf: async () => ({ warnings: change.warnings ?? [], endsAt: change.endsAt }),
      recordStatus: async (status) => void kept.push(status),
      metrics: {
        setConnectionStatus: (_labels, status) => void metered.push(status),
        setCredentialsEnd: (_labels, endsAt) => void ends.push(endsAt),
      },
      log: { info: () => undefined, warn: () => undefined },
      wait: async () => {
        second += 1;
        at(second, signals);
      },
      isStopped: () => second >= seconds,
    },
    { ...connection, enabled: change.enabled ?? true },
  );
  return { kept, metered, ends, probes: () => probes };
}

const busy = new RelayError('SERVICENOW_BUSY', 'too much to do');

test('what calls tell is kept at each turn, with since and why, and said again each minute', async () => {
  const { kept, metered } = await watchFor(130, (second, signals) => {
    signals.note(connection, second >= 10 && second < 13 ? busy : undefined);
  });

  expect(kept.map(({ status, since }) => [status, (since - START) / 1000])).toEqual([
    ['ok', 0],
    ['degraded', 12],
    ['ok', 30],
    ['ok', 30],
  ]);
  expect(kept[1]).toMatchObject({ because: 'CALLS_FAIL' });
  expect(metered).toEqual(['ok', 'degraded', 'ok', 'ok']);
});

test('what failed before the connection was changed says nothing of it as it is now', async () => {
  const { kept, probes } = await watchFor(
    5,
    (second, signals) => {
      if (second > 2) signals.note(connection, undefined);
    },
    {
      before: (signals) => {
        for (let calls = 0; calls < 9; calls += 1) signals.note(connection, busy);
      },
    },
  );

  expect(kept.map(({ status }) => status)).toEqual(['ok']);
  expect(probes()).toBe(1);
});

test('an instance that nobody calls is asked once a minute, one that is called never', async () => {
  const quiet = await watchFor(200, () => undefined);
  const busyOne = await watchFor(200, (_second, signals) => signals.note(connection, undefined));

  expect(quiet.probes()).toBe(4);
  expect(busyOne.probes()).toBe(0);
});

test('D8 a clock that is set back stops neither: it is asked, and its status is said again', async () => {
  const { kept, probes } = await watchFor(200, () => undefined, { setBackAt: 30 });

  expect(probes()).toBe(4);
  expect(kept.map(({ seenAt }) => (seenAt - START) / 1000)).toEqual([
    0,
    60 - 3600,
    120 - 3600,
    180 - 3600,
  ]);
});

test('nothing is said of an instance before it answered, and one that is switched off is not asked', async () => {
  const never = new Promise<void>(() => undefined);
  const silent = await watchFor(100, () => undefined, { probe: () => never });
  const off = await watchFor(100, () => undefined, { enabled: false });

  expect(silent.kept).toEqual([]);
  expect(off.probes()).toBe(0);
  expect(off.kept[0]).toMatchObject({ status: 'paused', because: 'SWITCHED_OFF' });
});

test('the end of credentials alarms nobody where the connection is switched off', async () => {
  const on = await watchFor(5, () => undefined, { endsAt: 7 });
  const off = await watchFor(5, () => undefined, { endsAt: 7, enabled: false });

  expect(on.ends).toContain(7);
  expect(off.ends).toEqual([undefined]);
});

test('a warning shows while everything works', async () => {
  const warnings = [{ code: 'REFRESH_TOKEN_AGES', message: 'sign in again' }] as const;
  const { kept } = await watchFor(5, (_second, signals) => signals.note(connection, undefined), {
    warnings,
  });

  expect(kept[0]).toMatchObject({ status: 'degraded', because: 'REFRESH_TOKEN_AGES' });
});
