import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSampleStore, type SampleStore } from '../../database/sample-store.ts';
import { sampleConnection, sampleRoute } from '../../domain/samples.ts';
import { RelayError } from '../../lib/errors.ts';
import { findMappingReports } from '../../store/mapping-reports.ts';
import { reportRotDaily } from './report-rot.ts';

const HOUR = 3_600_000;
const connection = sampleConnection();

let store: SampleStore;

beforeEach(async () => {
  store = await openSampleStore();
});

afterEach(() => store.close());

/** Runs the daily task until it has waited so often; time passes only while it waits. */
async function runDays(options: {
  readonly startAt: number;
  readonly waits: number;
  readonly failures?: number;
}): Promise<{ readonly waited: readonly number[]; readonly warned: readonly string[] }> {
  const waited: number[] = [];
  const warned: string[] = [];
  let now = options.startAt;
  let failures = options.failures ?? 0;
  await reportRotDaily(
    {
      reading: store.reading,
      commit: store.commit,
      clock: { now: () => now },
      routesOf: () => [
        sampleRoute(),
        sampleRoute({ name: 'elsewhere', connection: 'another', table: 'problem' }),
      ],
      servicenow: {
        lookUp: () => Promise.reject(new RelayError('SERVICENOW_LOOKUP_EMPTY', 'none')),
        fetchMetadata: (_connection, table) => {
          expect(table).toBe('incident');
          failures -= 1;
          return failures >= 0
            ? Promise.reject(new RelayError('SERVICENOW_HIBERNATING', 'asleep'))
            : Promise.resolve({ table, columns: [] });
        },
      },
      log: { info: () => undefined, warn: (facts: object) => warned.push(JSON.stringify(facts)) },
      wait: async (ms) => {
        waited.push(ms / HOUR);
        now += ms;
      },
      isStopped: () => waited.length >= options.waits,
    },
    connection,
  );
  return { waited, warned };
}

test('the report is made a while after the start, and then once a day', async () => {
  const startAt = 1_795_000_000_000;

  const { waited } = await runDays({ startAt, waits: 4 });

  expect(waited).toEqual([1 / 6, 24, 24, 24]);
  const [report] = await findMappingReports(store.db, connection.workspace);
  expect(report).toMatchObject({
    connection: connection.name,
    at: startAt + HOUR / 6 + 48 * HOUR,
    findings: [{ kind: 'name-without-match', subject: 'Network' }, { kind: 'route-never-matches' }],
  });
});

test('a relay that starts again keeps to the day', async () => {
  const startAt = 1_795_000_000_000;
  await runDays({ startAt, waits: 2 });

  const { waited } = await runDays({ startAt: startAt + 5 * HOUR, waits: 1 });

  expect(waited).toEqual([24 - 5 + 1 / 6]);
});

test('an instance that sleeps is asked again an hour later', async () => {
  const { waited, warned } = await runDays({ startAt: 1_795_000_000_000, waits: 4, failures: 1 });

  expect(waited.slice(0, 2)).toEqual([1 / 6, 1]);
  expect(warned).toEqual([expect.stringContaining('SERVICENOW_HIBERNATING')]);
  expect(await findMappingReports(store.db, connection.workspace)).toHaveLength(1);
});

test('a store that does not say when the last one was made is asked again an hour later', async () => {
  vi.spyOn(store.reading, 'selectFrom').mockImplementationOnce(() => {
    throw new RelayError('STORE_UNAVAILABLE', 'away');
  });

  const { waited, warned } = await runDays({ startAt: 1_795_000_000_000, waits: 3 });

  expect(waited).toEqual([1, 1 / 6, 24]);
  expect(warned).toEqual([expect.stringContaining('STORE_UNAVAILABLE')]);
});
