import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from './metrics.ts';

const folder = path.join(import.meta.dirname, '../../../docs/monitoring');
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

const Rule = z.strictObject({
  record: z.string().optional(),
  alert: z.string().optional(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.strictObject({ summary: z.string(), description: z.string() }).optional(),
});
const Rules = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(Rule) })),
});
const Dashboard = z.object({
  panels: z.array(
    z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) }),
  ),
});

/** Every name that can stand in a query: histograms have three. */
async function existing(): Promise<ReadonlySet<string>> {
  const { text } = await createMetrics().print();
  const names = new Set<string>();
  for (const [, name = '', type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    names.add(name);
    if (type === 'histogram') {
      for (const part of ['bucket', 'sum', 'count']) names.add(`${name}_${part}`);
    }
  }
  return names;
}

function namesIn(expression: string): readonly string[] {
  return expression.match(/\b(?:alert_relay|process|nodejs)_[a-z0-9_]+/g) ?? [];
}

const rules = Rules.parse(parse(read('alert-relay.rules.yml'))).groups.flatMap(
  (group) => group.rules,
);
const dashboard = Dashboard.parse(JSON.parse(read('grafana-dashboard.json')));

test('rules lead to parts of the runbook that are there', () => {
  const runbook = readFileSync(path.join(folder, '../runbook.md'), 'utf8');
  const parts = rules.flatMap(({ annotations }) =>
    [...(annotations?.description ?? '').matchAll(/"([^"]+)" in the runbook/g)].map(
      ([, part = '']) => part,
    ),
  );

  expect(parts.length).toBeGreaterThan(5);
  expect(parts.filter((part) => !runbook.includes(`\n## ${part}\n`))).toEqual([]);
});

test('rules and dashboard ask only for metrics that exist', async () => {
  const known = await existing();
  const asked = [
    ...rules.map(({ expr }) => expr),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ].flatMap(namesIn);

  expect(asked.length).toBeGreaterThan(20);
  expect(asked.filter((name) => !known.has(name))).toEqual([]);
});

test('every metric of our own is on the dashboard or in a rule', async () => {
  const shown = [
    ...rules.map(({ expr }) => expr),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ].join('\n');
  const { text } = await createMetrics().print();
  const own = [...text.matchAll(/^# TYPE (alert_relay_\S+) /gm)].map(([, name = '']) => name);

  const unseen = own.filter((name) => !shown.includes(name));
  // For questions of one's own: since when, and when an app was heard last.
  expect(unseen.toSorted()).toEqual([
    'alert_relay_app_answered_timestamp_seconds',
    'alert_relay_app_heard_timestamp_seconds',
    'alert_relay_connection_status_since_timestamp_seconds',
  ]);
});

test('each alert says what happened and where to look', () => {
  const alerts = rules.filter(({ alert }) => alert !== undefined);

  expect(alerts.length).toBeGreaterThan(8);
  for (const { alert, annotations, labels } of alerts) {
    expect(annotations?.description, alert).toMatch(/runbook|docs\/|log/);
    expect(labels?.['severity'], alert).toMatch(/^(critical|warning)$/);
  }
});
