import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { hereOrSkipped } from '../support/here-or-skipped.ts';
import { startProcess } from '../support/start-process.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

/** Debian's package `prometheus-alertmanager` puts it here. */
const binary = '/usr/bin/prometheus-alertmanager';

export function alertmanagerIsInstalled(): boolean {
  return existsSync(binary);
}

/** For tests: also says so where it is missing, and fails where it may not be. */
export function alertmanagerIsHere(): boolean {
  const how = 'a real Alertmanager (apt-get install prometheus-alertmanager)';
  return hereOrSkipped(alertmanagerIsInstalled(), how);
}

const Alert = z.object({
  fingerprint: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  status: z.object({
    state: z.enum(['active', 'suppressed', 'unprocessed']),
    silencedBy: z.array(z.string()),
  }),
});
export type Alert = z.output<typeof Alert>;

const Silence = z.object({
  id: z.string(),
  status: z.object({ state: z.enum(['active', 'pending', 'expired']) }),
  matchers: z.array(
    z.object({ name: z.string(), value: z.string(), isRegex: z.boolean(), isEqual: z.boolean() }),
  ),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  createdBy: z.string(),
  comment: z.string(),
});
export type Silence = z.output<typeof Silence>;

/** An alert as Prometheus posts it. Without `endsAt` it fires until it is posted again with one. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt?: Date;
  readonly endsAt?: Date;
  readonly generatorURL?: string;
}

export interface NotifyOptions {
  readonly url: string;
  readonly token: string;
  readonly groupBy?: readonly string[];
}

/** A Prometheus Alertmanager of its own, on loopback, with nothing but a webhook to tell. */
export interface Alertmanager extends AsyncDisposable {
  readonly url: string;
  /** Sends its notifications to this webhook from now on. */
  notify(webhook: NotifyOptions): Promise<void>;
  /** Sends its notifications through these sections of a receiver, such as `opsgenie_configs`. */
  notifyBy(sections: Readonly<Record<string, readonly object[]>>): Promise<void>;
  postAlerts(alerts: readonly PostedAlert[]): Promise<void>;
  /** The alerts that it holds as unresolved, silenced ones included. */
  alerts(): Promise<readonly Alert[]>;
  silences(): Promise<readonly Silence[]>;
  output(): string;
  stop(): Promise<void>;
}

export async function startAlertmanager(): Promise<Alertmanager> {
  const folder = await createTemporaryFolder('alertmanager');
  const configuration = path.join(folder.path, 'alertmanager.yml');
  await writeFile(configuration, quietConfiguration);
  const started = await startProcess({
    name: 'Alertmanager',
    command: binary,
    args: [
      `--config.file=${configuration}`,
      `--storage.path=${path.join(folder.path, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
      // Empty: no cluster, so no gossip port outside loopback either.
      '--cluster.listen-address=',
    ],
    ready: (line) =>
      /msg="Listening on" address=(?<address>127\.0\.0\.1:\d+)/.exec(line)?.groups?.['address'],
  });
  const url = `http://${started.ready}`;

  const configure = async (
    sections: Readonly<Record<string, readonly object[]>>,
    groupBy: readonly string[],
  ) => {
    await writeFile(configuration, toConfiguration(sections, groupBy));
    await call(url, { method: 'POST', path: '/-/reload' });
  };
  const stop = async () => {
    await started.stop();
    await folder.remove();
  };
  return {
    url,
    notify: ({ url: webhook, token, groupBy = ['alertname'] }) => {
      const authorization = { type: 'Bearer', credentials: token };
      const section = { url: webhook, send_resolved: true, http_config: { authorization } };
      return configure({ webhook_configs: [section] }, groupBy);
    },
    notifyBy: (sections) => configure(sections, ['alertname']),
    postAlerts: async (alerts) => {
      await call(url, { method: 'POST', path: '/api/v2/alerts', body: alerts });
    },
    alerts: async () => z.array(Alert).parse(await call(url, { path: '/api/v2/alerts' })),
    silences: async () => z.array(Silence).parse(await call(url, { path: '/api/v2/silences' })),
    output: () => started.output(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** JSON is YAML, and Alertmanager reads YAML. */
const quietConfiguration = JSON.stringify({
  route: { receiver: 'nobody' },
  receivers: [{ name: 'nobody' }],
});

function toConfiguration(
  sections: Readonly<Record<string, readonly object[]>>,
  groupBy: readonly string[],
): string {
  return JSON.stringify({
    route: {
      receiver: 'alert-relay',
      group_by: groupBy,
      group_wait: '1s',
      group_interval: '1s',
      repeat_interval: '1h',
    },
    receivers: [{ name: 'alert-relay', ...sections }],
  });
}

interface Call {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
}

async function call(url: string, { method = 'GET', path: where, body }: Call): Promise<unknown> {
  const answer = await fetch(url + where, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status} to ${where}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
