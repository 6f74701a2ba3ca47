import type { WriteBackAlert } from '../../connector-kit/write-back.ts';
import type { Connection } from '../../domain/configuration.ts';
import type { WebhookTrigger } from '../../domain/webhook.ts';
import type { KeptChange } from '../../store/changes.ts';
import { toRecordUrl } from '../record-url.ts';
import type { Happenings } from '../webhooks/plan-webhooks.ts';

/** What somebody in ServiceNow made happen. */
export function toHappenings(
  { change, workspace }: KeptChange,
  about: {
    readonly key: string;
    readonly source: string;
    readonly connection: Pick<Connection, 'url'>;
    readonly alerts: readonly WriteBackAlert[];
    readonly triggers: readonly WebhookTrigger[];
    readonly at: number;
  },
): Happenings {
  const { connection, ...rest } = about;
  const { table, sys_id: sysId, number, record, actor } = change;
  return {
    ...rest,
    workspace,
    by: 'servicenow',
    actor: actor.name || actor.user_name,
    record: {
      table,
      sysId,
      number,
      title: record.short_description,
      state: record.state,
      url: toRecordUrl(connection, change),
    },
  };
}
