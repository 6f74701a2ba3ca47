import type { RequestStep, WriteBack } from '../../connector-kit/write-back.ts';

const eventTypes = {
  open: 'incident.opened',
  acknowledge: 'incident.acknowledged',
  resolve: 'incident.resolved',
  silence: 'incident.silenced',
  reopen: 'incident.reopened',
  update: 'incident.updated',
} as const satisfies Record<WriteBack['kind'], string>;

/** One post for each change, in the form that Standard Webhooks proposes: type, timestamp, data. */
export function planWriteBack(writeBack: WriteBack): readonly RequestStep[] {
  const { alerts, record, changes, journal, actor } = writeBack;
  return [
    {
      name: 'post',
      method: 'POST',
      path: '',
      body: JSON.stringify({
        type: writeBack.isCanceled === true ? 'incident.canceled' : eventTypes[writeBack.kind],
        timestamp: new Date(writeBack.at).toISOString(),
        data: {
          record: {
            table: record.table,
            sys_id: record.sysId,
            number: record.number,
            state: record.state,
            url: record.url,
          },
          changes,
          journal,
          actor,
          alerts: alerts.map(({ fingerprint, labels }) => ({ fingerprint, labels })),
        },
      }),
      isRemembered: false,
      alreadyDone: [],
    },
  ];
}
