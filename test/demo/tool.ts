import { alertmanagerIsInstalled, startAlertmanager } from '../sources/alertmanager.ts';
import { alertmanagerNotification } from '../sources/notification.ts';
import { startReceiver } from '../sources/receiver.ts';
import { intakeUrl, receiverSecret, sourceToken } from '../support/relay-file.ts';

/** The alerting tool of the demo. */
export interface Tool {
  readonly name: string;
  readonly url: string;
  /** The destination by which the relay tells it, as relay.yml has it. */
  readonly destination: Readonly<Record<string, unknown>>;
  /** Lets it notify the relay of one firing alert. */
  fire(relayUrl: string): Promise<void>;
  /** What the tool itself knows of having been told; `undefined` until it was. */
  told(): Promise<ToldRecord | undefined>;
  stop(): Promise<void>;
}

export type ToldRecord = Readonly<Record<string, unknown>>;

const alert = {
  labels: { alertname: 'InstanceDown', instance: 'web-01:9100', severity: 'critical' },
  annotations: {
    summary: 'Instance web-01 is down',
    description: 'web-01:9100 of job node has not answered for five minutes.',
  },
};

export const toolNames = ['alertmanager', 'receiver'] as const;
export type ToolName = (typeof toolNames)[number];

/** A real Alertmanager where there is one, else a receiver of webhooks. */
export function defaultTool(): ToolName {
  return alertmanagerIsInstalled() ? 'alertmanager' : 'receiver';
}

export function startTool(name: ToolName): Promise<Tool> {
  return name === 'alertmanager' ? startRealAlertmanager() : startWebhookReceiver();
}

async function startRealAlertmanager(): Promise<Tool> {
  const alertmanager = await startAlertmanager();
  return {
    name: 'a real Prometheus Alertmanager',
    url: alertmanager.url,
    destination: { kind: 'alertmanager', url: alertmanager.url },
    fire: async (relayUrl) => {
      await alertmanager.notify({ url: intakeUrl(relayUrl), token: sourceToken });
      await alertmanager.postAlerts([alert]);
    },
    told: async () => {
      const [silence] = await alertmanager.silences();
      const isOver = (await alertmanager.alerts()).length === 0;
      if (silence === undefined || !isOver) return undefined;
      return {
        tool: 'alertmanager',
        silence: silence.id,
        comment: silence.comment,
        alertIsOver: isOver,
      };
    },
    stop: () => alertmanager.stop(),
  };
}

async function startWebhookReceiver(): Promise<Tool> {
  const receiver = await startReceiver(receiverSecret);
  return {
    name: 'a receiver of signed webhooks (with prometheus-alertmanager installed, a real one)',
    url: receiver.url,
    destination: { kind: 'webhook', url: receiver.url, secret: receiverSecret },
    fire: (relayUrl) => postOwnNotification(relayUrl),
    told: () => {
      const [receipt] = receiver.received;
      return Promise.resolve(
        receipt && { tool: 'webhook', message: receipt.id, payload: receipt.payload },
      );
    },
    stop: () => receiver.close(),
  };
}

async function postOwnNotification(relayUrl: string): Promise<void> {
  const answer = await fetch(intakeUrl(relayUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${sourceToken}`, 'content-type': 'application/json' },
    body: alertmanagerNotification({
      group: 'web-01',
      status: 'firing',
      description: alert.annotations.description,
      startsAt: new Date(),
    }),
  });
  if (!answer.ok) throw new Error(`The relay answered ${answer.status} to the notification`);
}
