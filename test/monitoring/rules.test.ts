import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMetrics, type Metrics } from '../../relay/src/telemetry/metrics.ts';
import { hereOrSkipped } from '../support/here-or-skipped.ts';

const rules = path.join(import.meta.dirname, '../../docs/monitoring/alert-relay.rules.yml');

/** The referee: Prometheus' own program. */
const promtoolIsHere = hereOrSkipped(
  spawnSync('promtool', ['--version']).error === undefined,
  'promtool (Debian package prometheus)',
);

const connection = { workspace: 'acme', connection: 'production' };
const app = { ...connection, answeredAt: 2000, heardAt: 1000, silent: {} };
const backlog = { waiting: 3, oldestWaitingMinutes: 5, dead: 1 };

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rules-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What a relay shows, as series of 40 minutes: counters grow by what they show each minute. */
async function toSeries(metrics: Metrics): Promise<readonly object[]> {
  const { text } = await metrics.print();
  const lines = text.split('\n').filter((line) => line.startsWith('alert_relay_'));
  return lines.map((line) => {
    const [, series = '', value = ''] = /^(?<series>.+) (?<value>\S+)$/.exec(line) ?? [];
    const grows = /_(?:total|bucket|count|sum)(?:\{|$)/.test(series);
    return { series, values: grows ? `0+${value}x40` : `${value}+0x40` };
  });
}

const queueOf = (waiting: number, oldestWaitingSeconds: number, dead: number) => async () => [
  { workspace: 'acme', waiting, oldestWaitingSeconds, dead },
];

interface Case {
  readonly alert: string;
  readonly happen: (metrics: Metrics) => void;
}

const cases: readonly Case[] = [
  {
    alert: 'AlertRelayQueueOld',
    happen: (metrics) => metrics.readQueueWith(queueOf(1, 301, 0)),
  },
  {
    alert: 'AlertRelayDeadLetters',
    happen: (metrics) => metrics.readQueueWith(queueOf(0, 0, 1)),
  },
  {
    alert: 'AlertRelayConnectionHeld',
    happen: (metrics) => metrics.setConnectionHeld(connection, true),
  },
  {
    alert: 'AlertRelayAppSilent',
    happen: (metrics) => metrics.readAppsWith(async () => [{ ...app, backlog }]),
  },
  {
    alert: 'AlertRelayCredentialsEnd',
    happen: (metrics) => metrics.setCredentialsEnd(connection, 86_400_000),
  },
  { alert: 'AlertRelayRefusing', happen: (metrics) => metrics.setStoreRefuses(true) },
  { alert: 'AlertRelaySlow', happen: (metrics) => metrics.observeDelivery('acme', 250) },
  {
    alert: 'AlertRelayRepairs',
    happen: (metrics) => metrics.countRepair({ ...connection, kind: 'state-told' }),
  },
  { alert: 'AlertRelayLoop', happen: (metrics) => metrics.countLoop(connection) },
  { alert: 'AlertRelayDoubles', happen: (metrics) => metrics.countDuplicate(connection) },
];

function createAtRest(): Metrics {
  const metrics = createMetrics();
  metrics.setStoreRefuses(false);
  metrics.setConnectionHeld(connection, false);
  metrics.observeDelivery('acme', 0.2);
  metrics.readQueueWith(queueOf(1, 1, 0));
  return metrics;
}

/** After 40 minutes of this, whether an alert fires. */
async function toTest(metrics: Metrics, alert: string, isFiring: boolean): Promise<object> {
  const expr = `count(ALERTS{alertname="${alert}",alertstate="firing"})`;
  const samples = isFiring ? [{ labels: '{}', value: 1 }] : [];
  return {
    name: `${alert} ${isFiring ? 'fires' : 'is silent'}`,
    interval: '1m',
    input_series: await toSeries(metrics),
    promql_expr_test: [{ expr, eval_time: '40m', exp_samples: samples }],
  };
}

describe.runIf(promtoolIsHere)('the example rules', () => {
  test('are rules for Prometheus', () => {
    const said = execFileSync('promtool', ['check', 'rules', rules], { encoding: 'utf8' });

    expect(said).toContain('SUCCESS');
  });

  test('each alert fires on what a relay shows then, and on nothing of one at rest', async () => {
    const tests = cases.map(async ({ alert, happen }) => {
      const inTrouble = createMetrics();
      happen(inTrouble);
      return [await toTest(inTrouble, alert, true), await toTest(createAtRest(), alert, false)];
    });
    const all = (await Promise.all(tests)).flat();
    const file = path.join(folder, 'rules.test.json');
    // JSON is YAML.
    const input = { rule_files: [rules], evaluation_interval: '1m', tests: all };
    writeFileSync(file, JSON.stringify(input));

    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], {
      encoding: 'utf8',
    });

    expect(`${stdout}${stderr}`).toContain('SUCCESS');
    expect(status).toBe(0);
    const named = readFileSync(rules, 'utf8').matchAll(/- alert: (\w+)/g);
    const tried = [...cases.map(({ alert }) => alert), 'AlertRelayDown'];
    expect([...named].map(([, alert = '']) => alert).toSorted()).toEqual(tried.toSorted());
  }, 60_000);
});
