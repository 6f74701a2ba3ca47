import type { Secret } from '../lib/secret.ts';
import type { AlertEvent } from './alert-event.ts';
import type { IncidentCommand } from './command.ts';
import type { InwardMeaning, Route, Source } from './configuration.ts';
import type { RealChanges } from './echo.ts';
import type { Freshness } from './freshness.ts';
import { isAtLeast } from './severity.ts';
import type { Member } from './situation.ts';
import type { Template } from './template.ts';

/** What happens to a record and its alerts, whoever does it: the tool or somebody in ServiceNow. */
export const webhookTriggers = [
  'created',
  'acknowledged',
  'unacknowledged',
  'resolved',
  'unresolved',
  'silenced',
  'unsilenced',
  'escalation',
] as const;
export type WebhookTrigger = (typeof webhookTriggers)[number];

/** Stands for every trigger but `created` and `escalation`. */
export const STATUS_CHANGE = 'status-change';
const statusChanges: ReadonlySet<WebhookTrigger> = new Set(
  webhookTriggers.filter((trigger) => trigger !== 'created' && trigger !== 'escalation'),
);

export const webhookMethods = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'] as const;

export type WebhookCredentials =
  | { readonly kind: 'basic'; readonly user: string; readonly password: Secret }
  | { readonly kind: 'authorization'; readonly authorization: Secret }
  | { readonly kind: 'standard-webhooks'; readonly secret: Secret };

/** An outgoing webhook: one request for each thing that happens. */
export interface Webhook {
  readonly workspace: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly triggers: readonly (WebhookTrigger | typeof STATUS_CHANGE)[];
  /** Names of sources; `undefined` makes it a default webhook, of every source that has its switch on. */
  readonly sources: readonly string[] | undefined;
  readonly method: (typeof webhookMethods)[number];
  readonly url: Secret;
  readonly headers: Readonly<Record<string, Secret>>;
  readonly credentials: WebhookCredentials | undefined;
  /** The body; `undefined` forwards all. */
  readonly template: Template | undefined;
}

/** Whether this webhook is told of this. */
export function isTold(
  webhook: Webhook,
  source: Pick<Source, 'name' | 'defaultWebhooks'>,
  trigger: WebhookTrigger,
): boolean {
  if (!webhook.enabled) return false;
  const isOfSource = webhook.sources?.includes(source.name) ?? source.defaultWebhooks !== false;
  const { triggers } = webhook;
  return (
    isOfSource &&
    (triggers.includes(trigger) || (triggers.includes(STATUS_CHANGE) && statusChanges.has(trigger)))
  );
}

/** What one delivery said, and what was decided about it. */
export interface SaidAndDecided {
  readonly events: readonly AlertEvent[];
  readonly freshness: readonly Freshness[];
  readonly command: IncidentCommand;
}

const spoken: Partial<Record<AlertEvent['status'], WebhookTrigger>> = {
  acknowledged: 'acknowledged',
  unacknowledged: 'unacknowledged',
  silenced: 'silenced',
  unsilenced: 'unsilenced',
};

/**
 * What deliveries make happen to a record that is there, or begins with them. A repeat makes nothing
 * happen, and the end of some alerts of a group is not the end of its record.
 * @param before the alerts of the record as they were known
 */
export function triggersOfEvents(
  parts: readonly SaidAndDecided[],
  before: ReadonlyMap<string, Pick<Member, 'severity'>>,
): readonly WebhookTrigger[] {
  const severities = new Map([...before].map(([name, { severity }]) => [name, severity]));
  const triggers = parts.flatMap(({ events, freshness, command }) => [
    ...triggersOfCommand(command),
    ...events.flatMap((event, index): WebhookTrigger[] => {
      if (freshness[index]?.kind !== 'fresh') return [];
      const known = severities.get(event.fingerprint);
      if (event.severity !== 'unknown') severities.set(event.fingerprint, event.severity);
      const isWorse =
        known !== undefined && event.severity !== known && isAtLeast(event.severity, known);
      const told = event.kind === 'state' ? spoken[event.status] : undefined;
      return [
        ...(told === undefined ? [] : [told]),
        ...(event.isEscalation === true || (isWorse && known !== 'unknown')
          ? (['escalation'] as const)
          : []),
      ];
    }),
  ]);
  return [...new Set(triggers)];
}

function triggersOfCommand(command: IncidentCommand): readonly WebhookTrigger[] {
  if (command.kind === 'nothing') return [];
  if (command.operation === 'create') return ['created'];
  if (command.operation === 'reopen') return ['unresolved'];
  return command.because === 'all-resolved' ? ['resolved'] : [];
}

const entering: Readonly<Record<InwardMeaning, WebhookTrigger | undefined>> = {
  firing: undefined,
  acknowledged: 'acknowledged',
  silenced: 'silenced',
  resolved: 'resolved',
  canceled: 'resolved',
};
const leaving: Readonly<Record<InwardMeaning, WebhookTrigger | undefined>> = {
  firing: undefined,
  acknowledged: 'unacknowledged',
  silenced: 'unsilenced',
  resolved: 'unresolved',
  canceled: 'unresolved',
};

/**
 * What somebody in ServiceNow makes happen, in the meanings that the route gives to states.
 * @param real the change without the echo of our own write
 */
export function triggersOfChange(
  { inwardStates }: Pick<Route, 'inwardStates'>,
  known: { readonly state: string },
  real: RealChanges,
): readonly WebhookTrigger[] {
  const triggers: (WebhookTrigger | undefined)[] = [];
  const state = real.fields.find(({ name }) => name === 'state');
  if (state !== undefined) {
    const before = inwardStates[state.old ?? known.state];
    const after = inwardStates[state.new ?? ''];
    const entered = after && entering[after];
    const left = before && leaving[before];
    // From acknowledged to resolved nobody takes the acknowledgment back; what was resolved is open again.
    const isUndone = after === 'firing' || (left === 'unresolved' && entered !== 'resolved');
    if (after !== before && isUndone) triggers.push(left);
    if (entered !== (before && entering[before])) triggers.push(entered);
  }
  const priority = real.fields.find(({ name }) => name === 'priority');
  if (Number(priority?.new) < Number(priority?.old)) triggers.push('escalation');
  return triggers.filter((trigger) => trigger !== undefined);
}

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
