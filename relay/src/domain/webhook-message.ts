import type { Webhook, WebhookTrigger } from './webhook.ts';

export interface Happening {
  readonly trigger: WebhookTrigger;
  /** ms since the epoch. */
  readonly at: number;
  readonly by: 'tool' | 'servicenow';
  readonly actor: string;
  readonly source: string;
  readonly record: {
    readonly table: string;
    readonly sysId: string;
    readonly number: string;
    readonly title: string;
    readonly state: string;
    readonly url: string;
  };
  readonly alerts: readonly {
    readonly fingerprint: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

/** Of a group; more would be a body that receivers refuse. */
const MAX_ALERTS = 100;

/** What a template may speak of, and what is sent without one. */
export function toWebhookMessage({ trigger, at, by, actor, source, record, alerts }: Happening) {
  return {
    trigger,
    timestamp: new Date(at).toISOString(),
    by,
    actor,
    source,
    record: {
      table: record.table,
      sys_id: record.sysId,
      number: record.number,
      title: record.title,
      state: record.state,
      url: record.url,
    },
    alerts: alerts
      .slice(0, MAX_ALERTS)
      .map(({ fingerprint, labels, annotations }) => ({ fingerprint, labels, annotations })),
  };
}

/** With everything there, for trying a template before it is needed. */
export const trialHappening: Happening = {
  trigger: 'created',
  at: 0,
  by: 'tool',
  actor: 'trial',
  source: 'trial',
  record: {
    table: 'incident',
    sysId: 'trial',
    number: 'INC0000001',
    title: 'Trial',
    state: '1',
    url: 'https://example.com/',
  },
  alerts: [{ fingerprint: 'trial', labels: { trial: 'trial' }, annotations: { trial: 'trial' } }],
};

/** A template that fails on a message must not cost the receiver the news. */
export function toWebhookBody({ template }: Pick<Webhook, 'template'>, happening: Happening) {
  const message = toWebhookMessage(happening);
  const rendered = template?.render(message);
  return rendered?.kind === 'text' ? rendered.text : JSON.stringify(message);
}
