import { labelsOf } from '../../connector-kit/lenient.ts';
import { fingerprintOf, toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent } from '../../domain/alert-event.ts';
import { toSeverity } from '../../domain/severity.ts';
import type { ActivityRecord, Payload } from './payload.ts';

/** One event for each activity record; the alert that they set off is their group. */
export function normalize(payload: Payload): readonly AlertEvent[] {
  return payload.records.map((record) => toRecordEvent(record, payload));
}

function toRecordEvent(record: ActivityRecord, payload: Payload): AlertEvent {
  const { who, what, when, where, action, objecttype, datasource } = record;
  const isResolved = /^(?:resolved|closed)$/i.test(record.status ?? '');
  return toEvent({
    fingerprint:
      record.rid ??
      record.recordid ??
      fingerprintOf([who ?? '', what ?? '', when ?? '', where ?? '', action ?? '']),
    groupKey: payload.alertname ?? payload.alertid,
    status: isResolved ? 'resolved' : 'firing',
    severity: toSeverity(record.severity ?? payload.severity),
    title: titleOf(record, payload.alertname),
    description: describe(record),
    labels: labelsOf({
      alert: payload.alertname,
      who,
      what,
      where,
      action,
      object_type: objecttype,
      data_source: datasource,
      workstation: record.workstation,
      monitoring_plan: record.monitoringplan,
      item: record.item.name,
    }),
    actor: who,
    startedAt: when,
  });
}

/** "Privileged accounts: Modified user jdoe by CORP\admin" */
function titleOf(
  { who, what, action, objecttype }: ActivityRecord,
  alert: string | undefined,
): string {
  const deed = [action, objecttype, what].filter((word) => word !== undefined).join(' ');
  const whole = [deed, who].filter((word) => word !== undefined && word !== '').join(' by ');
  return alert === undefined ? whole : `${alert}: ${whole}`;
}

function describe({ detaillist }: ActivityRecord): string {
  return detaillist
    .map(({ propertyname: name, before, after, message }) => {
      const change =
        before === undefined && after === undefined
          ? undefined
          : `${before ?? 'nothing'} → ${after ?? 'nothing'}`;
      return [name, change ?? message].filter((text) => text !== undefined).join(': ');
    })
    .filter((line) => line !== '')
    .join('\n');
}
