import type { Unit } from '../../database/group-commit.ts';
import type { Source } from '../../domain/configuration.ts';
import type { Webhook, WebhookTrigger } from '../../domain/webhook.ts';
import { type Happening, toWebhookBody } from '../../domain/webhook-message.ts';
import { isTold } from '../../domain/webhook-triggers.ts';
import type { NewId } from '../../lib/ids.ts';
import { enqueue } from '../../queue/enqueue.ts';
import { insertWebhookRuns, type WebhookRun } from '../../store/webhook-runs.ts';

export interface PlanWebhooksDeps {
  readonly webhooksOf: (workspace: string) => readonly Webhook[];
  readonly findSource: (workspace: string, name: string) => Source | undefined;
  readonly newId: NewId;
}

/** What happened to one record, and who is to be told of it. */
export interface Happenings extends Omit<Happening, 'trigger'> {
  readonly workspace: string;
  /** Names the record for ever: what is told of it keeps its order. */
  readonly key: string;
  readonly triggers: readonly WebhookTrigger[];
}

interface PlannedRun extends WebhookRun {
  readonly key: string;
}

/** One request for each webhook and thing that happened, ready to be kept. */
export function planWebhooks(
  deps: PlanWebhooksDeps,
  { workspace, key, triggers, ...happening }: Happenings,
): readonly PlannedRun[] {
  const webhooks = triggers.length === 0 ? [] : deps.webhooksOf(workspace);
  if (webhooks.length === 0) return [];
  const { source: name, record, at } = happening;
  const source = deps.findSource(workspace, name) ?? { name };
  return triggers.flatMap((trigger) =>
    webhooks
      .filter((webhook) => isTold(webhook, source, trigger))
      .map((webhook) => ({
        id: deps.newId(),
        workspace,
        key,
        webhook: webhook.name,
        trigger,
        source: name,
        number: record.number,
        body: toWebhookBody(webhook, { ...happening, trigger }),
        createdAt: at,
      })),
  );
}

/** Kept with what made it happen, in one transaction: sent if that happened, and only then. */
export async function recordWebhooks(
  deps: Pick<PlanWebhooksDeps, 'newId'>,
  unit: Unit,
  runs: readonly PlannedRun[],
): Promise<void> {
  await insertWebhookRuns(unit, runs);
  await enqueue(
    unit,
    runs.map(({ id, workspace, webhook, key, createdAt }) => ({
      id: deps.newId(),
      workspace,
      lane: `webhook ${workspace}.${webhook} ${key}`,
      kind: 'webhook.send',
      subject: id,
      now: createdAt,
    })),
  );
}
