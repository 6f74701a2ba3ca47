import type { Secret } from '../lib/secret.ts';
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
