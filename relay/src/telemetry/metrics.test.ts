import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

const source = { workspace: 'acme', source: 'prometheus' };
const connection = { workspace: 'acme', connection: 'production' };

test('everything that is counted appears under its name with its labels', async () => {
  const metrics = createMetrics();

  metrics.countDelivery({ ...source, answer: 202 });
  metrics.countDelivery({ ...source, answer: 202 });
  metrics.countEvent({ ...source, outcome: 'created' });
  metrics.countAttempt({ ...connection, code: 'SERVICENOW_BUSY' });
  metrics.countAttempt({ ...connection, code: 'OK' });
  metrics.countRefused('signature', 'acme');
  metrics.countDuplicatePrevented(connection);
  metrics.countDroppedField({ ...connection, field: 'impact' });
  metrics.readAppsWith(async () => [
    {
      ...connection,
      answeredAt: 2000,
      heardAt: 1000,
      backlog: { waiting: 3, oldestWaitingMinutes: 5, dead: 1 },
      silent: {},
    },
  ]);
  const { contentType, text } = await metrics.print();

  expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = text.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'alert_relay_deliveries_total{workspace="acme",source="prometheus",answer="202"} 2',
      'alert_relay_events_total{workspace="acme",source="prometheus",outcome="created"} 1',
      'alert_relay_attempts_total{workspace="acme",connection="production",code="SERVICENOW_BUSY"} 1',
      'alert_relay_attempts_total{workspace="acme",connection="production",code="OK"} 1',
      'alert_relay_refused_total{workspace="acme",reason="signature"} 1',
      'alert_relay_app_heard_timestamp_seconds{workspace="acme",connection="production"} 1',
      'alert_relay_app_answered_timestamp_seconds{workspace="acme",connection="production"} 2',
      'alert_relay_app_silent{workspace="acme",connection="production"} 1',
      'alert_relay_app_waiting_changes{workspace="acme",connection="production"} 3',
      'alert_relay_app_oldest_waiting_seconds{workspace="acme",connection="production"} 300',
      'alert_relay_app_dead_changes{workspace="acme",connection="production"} 1',
      'alert_relay_duplicates_prevented_total{workspace="acme",connection="production"} 1',
      'alert_relay_dropped_fields_total{workspace="acme",connection="production",field="impact"} 1',
    ]),
  );
});

test('what is set stands with its value, and what is over goes', async () => {
  const metrics = createMetrics();
  const now = async (): Promise<readonly string[]> =>
    (await metrics.print()).text.split('\n').filter((line) => line.includes('connection="prod'));

  metrics.setCallsLeft(connection, { limit: 100, left: 40 });
  metrics.setConnectionHeld(connection, true);
  metrics.setConnectionStatus(connection, 'failing', 5_000);
  metrics.setCredentialsEnd(connection, 1_800_000_000_000);

  const labels = '{workspace="acme",connection="production"}';
  const statusIs = (status: string): string =>
    `alert_relay_connection_status{workspace="acme",connection="production",status="${status}"}`;
  expect(await now()).toEqual(
    expect.arrayContaining([
      `alert_relay_calls_allowed${labels} 100`,
      `alert_relay_calls_left${labels} 40`,
      `alert_relay_connection_held${labels} 1`,
      `${statusIs('ok')} 0`,
      `${statusIs('failing')} 1`,
      `alert_relay_connection_status_since_timestamp_seconds${labels} 5`,
      `alert_relay_credentials_expire_timestamp_seconds${labels} 1800000000`,
    ]),
  );

  metrics.setConnectionHeld(connection, false);
  metrics.setConnectionStatus(connection, 'ok', 6_000);
  metrics.setCredentialsEnd(connection, undefined);

  const later = await now();
  expect(later).toEqual(
    expect.arrayContaining([
      `alert_relay_connection_held${labels} 0`,
      `${statusIs('ok')} 1`,
      `${statusIs('failing')} 0`,
    ]),
  );
  expect(later.join()).not.toContain('credentials_expire');
});

test('a connection that is no more raises no alarm, whatever was told of it after it went', async () => {
  const metrics = createMetrics();
  const names = new Set(['production', 'gone']);
  metrics.tellOnlyOf((_workspace, name) => names.has(name));
  const tell = (name: string): void => {
    const labels = { workspace: 'acme', connection: name };
    metrics.setCallsLeft(labels, { limit: 100, left: 0 });
    metrics.setConnectionHeld(labels, true);
    metrics.setConnectionStatus(labels, 'failing', 5_000);
    metrics.setCredentialsEnd(labels, 1);
  };
  tell('production');
  tell('gone');
  expect((await metrics.print()).text).toContain('connection="gone"');

  names.delete('gone');
  const after = (await metrics.print()).text;
  tell('gone');
  const later = (await metrics.print()).text;

  for (const text of [after, later]) {
    expect(text).not.toContain('connection="gone"');
    // Four words of a status among them.
    expect(text.split('connection="production"')).toHaveLength(10);
  }
});

test('times fall into buckets', async () => {
  const metrics = createMetrics();

  metrics.observeDelivery('acme', 0.2);
  metrics.observeWriteBack('acme', 3);
  const { text } = await metrics.print();

  expect(text).toContain('alert_relay_delivery_seconds_bucket{le="0.1",workspace="acme"} 0');
  expect(text).toContain('alert_relay_delivery_seconds_bucket{le="0.25",workspace="acme"} 1');
  expect(text).toContain('alert_relay_write_back_seconds_bucket{le="5",workspace="acme"} 1');
});

test('the queue of each workspace is asked at every scrape', async () => {
  const metrics = createMetrics();
  let waiting = 0;
  metrics.readQueueWith(async () => {
    waiting += 7;
    const state = { waiting, oldestWaitingSeconds: 12, dead: 1 };
    // One that is gone later is no series any more.
    return waiting === 7
      ? [{ workspace: 'gone', ...state }]
      : [
          { workspace: 'acme', ...state },
          { workspace: 'beta', ...state, waiting: 0 },
        ];
  });

  await metrics.print();
  const { text } = await metrics.print();

  expect(text).toContain('alert_relay_waiting_jobs{workspace="acme"} 14');
  expect(text).toContain('alert_relay_waiting_jobs{workspace="beta"} 0');
  expect(text).toContain('alert_relay_oldest_waiting_seconds{workspace="acme"} 12');
  expect(text).toContain('alert_relay_dead_jobs{workspace="acme"} 1');
  expect(text).not.toContain('gone');
});

test('a store that does not answer takes its own series away, and is told of by one that stays', async () => {
  const unread: unknown[] = [];
  const metrics = createMetrics((error) => unread.push(error));
  let isAway = false;
  const read = async <State>(state: State): Promise<readonly State[]> => {
    if (isAway) throw new TypeError('away');
    return [state];
  };
  metrics.readQueueWith(() =>
    read({ workspace: 'acme', waiting: 1, oldestWaitingSeconds: 1, dead: 1 }),
  );
  metrics.readAppsWith(() =>
    read({
      ...connection,
      answeredAt: 2000,
      heardAt: 1000,
      backlog: { waiting: 3, oldestWaitingMinutes: 5, dead: 1 },
      silent: undefined,
    }),
  );
  expect((await metrics.print()).text).toContain('alert_relay_waiting_jobs{workspace="acme"} 1');

  isAway = true;
  const { text } = await metrics.print();

  // As a line: the help of it says "1 while".
  expect(text).toMatch(/^alert_relay_store_refuses 1$/m);
  expect(text).not.toMatch(/^alert_relay_(waiting_jobs|app_silent)\{/m);
  expect(unread).toHaveLength(2);
  isAway = false;
  expect((await metrics.print()).text).toMatch(/^alert_relay_store_refuses 0$/m);
  metrics.setStoreRefuses(true);
  expect((await metrics.print()).text).toMatch(/^alert_relay_store_refuses 1$/m);
});

test('what is refused at an address of nobody belongs to no workspace', async () => {
  const metrics = createMetrics();

  metrics.countRefused('NOT_FOUND', undefined);
  const { text } = await metrics.print();

  expect(text).toContain('alert_relay_refused_total{workspace="",reason="NOT_FOUND"} 1');
});

/** What no workspace has: the process itself and its store. */
const ofTheRelay = /^(process_|nodejs_)|^alert_relay_store_refuses$/;

/** The last line is prom-client's own. */
const closedLabels: ReadonlySet<string> = new Set(
  `workspace connection source field
   answer code kind outcome reason status
   le version major minor patch space type quantile`.split(/\s+/),
);

test('every metric of ours says whose it is', async () => {
  const metrics = createMetrics();
  metrics.countDelivery({ ...source, answer: 202 });
  metrics.countEvent({ ...source, outcome: 'created' });
  metrics.countAttempt({ ...connection, code: 'OK' });
  metrics.observeCall(connection, 3);
  metrics.countRefused('signature', 'acme');
  metrics.countDuplicate(connection);
  metrics.countDuplicatePrevented(connection);
  metrics.countDroppedField({ ...connection, field: 'impact' });
  metrics.countFieldConflict({ ...connection, field: 'impact' });
  metrics.setConnectionHeld(connection, true);
  metrics.setCallsLeft(connection, { limit: 100, left: 40 });
  metrics.setConnectionStatus(connection, 'ok', 1);
  metrics.setCredentialsEnd(connection, 1_800_000_000_000);
  metrics.countJob({ workspace: 'acme', kind: 'events.apply', outcome: 'done' });
  metrics.countRepair({ ...connection, kind: 'change-brought' });
  metrics.countLoop(connection);
  metrics.readAppsWith(async () => [
    {
      ...connection,
      answeredAt: 2000,
      heardAt: 1000,
      backlog: { waiting: 3, oldestWaitingMinutes: 5, dead: 1 },
      silent: undefined,
    },
  ]);
  metrics.readQueueWith(async () => [
    { workspace: 'acme', waiting: 1, oldestWaitingSeconds: 1, dead: 1 },
  ]);
  metrics.observeDelivery('acme', 0.2);
  metrics.observeWriteBack('acme', 3);

  const { text } = await metrics.print();

  const names = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name);
  const ours = names.filter((name) => !ofTheRelay.test(name));
  const samples = text.split('\n').filter((line) => /^[a-z]/.test(line));
  const unnamed = ours.filter(
    (name) => !samples.some((line) => line.startsWith(name) && line.includes('workspace="acme"')),
  );
  expect(ours.length).toBeGreaterThan(11);
  // Names from the configuration, and words of closed sets in the code: a new label is a decision.
  const labels = samples.flatMap((line) =>
    [...line.matchAll(/[{,](\w+)="/g)].map(([, name]) => name),
  );
  expect([...new Set(labels)].filter((name) => !closedLabels.has(name ?? ''))).toEqual([]);
  expect(unnamed).toEqual([]);
});

test('what operators are promised is there, each with its type', async () => {
  const { text } = await createMetrics().print();
  const types = new Map([...text.matchAll(/^# TYPE alert_relay_(\S+) (\S+)$/gm)].map(toPair));

  // The question of an operator → the metric that answers it.
  expect({
    accepted: types.get('deliveries_total'),
    'delivered, retried, dead': types.get('jobs_total'),
    'duplicates prevented': types.get('duplicates_prevented_total'),
    'oldest waiting age': types.get('oldest_waiting_seconds'),
    'seconds to the record': types.get('delivery_seconds'),
    'seconds to the tool': types.get('write_back_seconds'),
    'batch size': types.get('commands_per_call'),
    'calls, for those of each event': types.get('attempts_total'),
    'events, to divide them by': types.get('events_total'),
    'breaker state': types.get('connection_held'),
    'loops stopped': types.get('loops_stopped_total'),
  }).toEqual({
    accepted: 'counter',
    'delivered, retried, dead': 'counter',
    'duplicates prevented': 'counter',
    'oldest waiting age': 'gauge',
    'seconds to the record': 'histogram',
    'seconds to the tool': 'histogram',
    'batch size': 'histogram',
    'calls, for those of each event': 'counter',
    'events, to divide them by': 'counter',
    'breaker state': 'gauge',
    'loops stopped': 'counter',
  });
});

function toPair([, name = '', type = '']: RegExpExecArray): [string, string] {
  return [name, type];
}

test('two relays in one process count apart', async () => {
  const [first, second] = [createMetrics(), createMetrics()];

  first.countRefused('unknown', undefined);
  const { text } = await second.print();

  expect(text).not.toContain('reason="unknown"');
});

test('a scrape says how late the event loop was at most since the last one', async () => {
  const metrics = createMetrics();
  const longest = async (): Promise<number> =>
    Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec((await metrics.print()).text)?.[1]);

  const until = performance.now() + 600;
  while (performance.now() < until);

  await expect.poll(longest).toBeGreaterThan(0.3);
  expect(await longest()).toBeLessThan(0.3);
});
