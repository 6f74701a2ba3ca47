import type { RequestStep, WriteBack } from '../../connector-kit/write-back.ts';
import type { Template } from '../../domain/template.ts';

const eventTypes = {
  open: 'incident.opened',
  acknowledge: 'incident.acknowledged',
  resolve: 'incident.resolved',
  silence: 'incident.silenced',
  reopen: 'incident.reopened',
  update: 'incident.updated',
} as const satisfies Record<WriteBack['kind'], string>;

interface Settings {
  /** In place of the whole message. */
  readonly template?: Template | undefined;
}

/**
 * One post for each change: by default all that we know, in the form that Standard Webhooks proposes. A
 * template that fails on a message must not cost the receiver the news.
 */
export function planWriteBack(
  writeBack: WriteBack,
  { template }: Settings,
): readonly RequestStep[] {
  const message = toMessage(writeBack);
  const rendered = template?.render(message);
  const body = rendered?.kind === 'text' ? rendered.text : JSON.stringify(message);
  return [{ name: 'post', method: 'POST', path: '', body, isRemembered: false, alreadyDone: [] }];
}

/** What a template may speak of, and what is sent without one. */
export function toMessage(writeBack: WriteBack) {
  const { alerts, record, changes, journal, actor } = writeBack;
  return {
    type: writeBack.isCanceled === true ? 'incident.canceled' : eventTypes[writeBack.kind],
    timestamp: new Date(writeBack.at).toISOString(),
    data: {
      record: {
        table: record.table,
        sys_id: record.sysId,
        number: record.number,
        title: record.title,
        state: record.state,
        url: record.url,
      },
      changes,
      journal,
      actor,
      alerts: alerts.map(({ fingerprint, labels }) => ({ fingerprint, labels })),
    },
  };
}
