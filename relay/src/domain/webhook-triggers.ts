import type { AlertEvent } from './alert-event.ts';
import type { IncidentCommand } from './command.ts';
import type { InwardMeaning, Route, Source } from './configuration.ts';
import type { RealChanges } from './echo.ts';
import type { Freshness } from './freshness.ts';
import { isAtLeast } from './severity.ts';
import type { Member } from './situation.ts';
import { STATUS_CHANGE, type Webhook, type WebhookTrigger, webhookTriggers } from './webhook.ts';

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

const statusChanges: ReadonlySet<WebhookTrigger> = new Set(
  webhookTriggers.filter((trigger) => trigger !== 'created' && trigger !== 'escalation'),
);

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
  return command.operation === 'resolve' ? ['resolved'] : [];
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
