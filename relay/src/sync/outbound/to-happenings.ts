import type { FoldedPart } from '../../domain/fold-deliveries.ts';
import { triggersOfEvents } from '../../domain/webhook-triggers.ts';
import type { KeptEvent } from '../../store/events.ts';
import { toRecordUrl } from '../record-url.ts';
import type { Happenings } from '../webhooks/plan-webhooks.ts';
import type { LoadedWork, Submitted } from './work.ts';

/** What some deliveries made happen to their record; `undefined` when there is none. */
export function toHappenings(
  { lead, link, connection, situation }: LoadedWork,
  parts: readonly FoldedPart<KeptEvent>[],
  submitted: Submitted | undefined,
  at: number,
): Happenings | undefined {
  const known = submitted?.answer.record;
  const key = submitted?.key ?? link?.key;
  const record = known === undefined ? link : { ...known, sysId: known.sys_id };
  if (record === undefined || key === undefined) return undefined;
  const events = parts.flatMap((part) => part.events.map(({ event }) => event));
  const said = parts.map(({ events: kept, decision: { command, freshness } }) => ({
    events: kept.map(({ event }) => event),
    command,
    freshness,
  }));
  const { table, sysId, number, state } = record;
  return {
    workspace: lead.workspace,
    source: lead.source,
    key,
    triggers: triggersOfEvents(said, situation.members),
    at,
    by: 'tool',
    actor: events.findLast(({ actor }) => actor !== undefined)?.actor ?? '',
    record: {
      table,
      sysId,
      number,
      title: lead.event.title,
      state,
      url: toRecordUrl(connection, { table, sys_id: sysId }),
    },
    alerts: events,
  };
}
