import { labelsOf } from '../../connector-kit/lenient.ts';
import { fingerprintOf, toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, Severity } from '../../domain/alert-event.ts';
import type { AlertContext, LogAlert, OldAlert, Payload } from './payload.ts';

/** One event: the common schema tells of one alert, fired or resolved. */
export function normalize(payload: Payload): readonly AlertEvent[] {
  const { data, status, context } = payload;
  const { essentials } = data;
  if (essentials.alertId !== undefined || essentials.alertRule !== undefined) {
    return readCommon(data);
  }
  const log = [payload, data].find(({ AlertRuleName: name }) => name !== undefined);
  if (log !== undefined) return [readLog(log)];
  return readOld(
    data.context.id === undefined && context.id !== undefined ? { status, context } : data,
  );
}

/** Azure's own words for its numbers: critical, error, warning, informational, verbose. */
const severities: readonly Severity[] = ['critical', 'high', 'warning', 'info', 'info'];

function severityOf(text: string | undefined): Severity {
  const digit = /^(?:Sev)?([0-4])$/i.exec(text ?? '')?.[1];
  return (digit === undefined ? undefined : severities[Number(digit)]) ?? 'unknown';
}

function readCommon({ essentials, alertContext, customProperties }: Payload['data']) {
  const { alertId, alertRule, severity, configurationItems: targets } = essentials;
  const isResolved = essentials.monitorCondition?.toLowerCase() === 'resolved';
  return [
    toEvent({
      // The origin's id can return with a later alert, this one does not.
      fingerprint: alertId ?? fingerprintOf([alertRule ?? '', essentials.alertTargetIDs]),
      status: isResolved ? 'resolved' : 'firing',
      severity: severityOf(severity),
      title:
        targets.length === 0
          ? (alertRule ?? 'Azure alert')
          : `${alertRule ?? 'Azure alert'} on ${targets.join(', ')}`,
      description: essentials.description ?? describeCondition(alertContext),
      labels: {
        ...customProperties,
        ...labelsOf({
          rule: alertRule,
          severity,
          signal: essentials.signalType,
          service: essentials.monitoringService,
          resource: essentials.alertTargetIDs.join(', ') || undefined,
          resource_type: essentials.targetResourceType,
          resource_group: essentials.targetResourceGroup,
        }),
      },
      url:
        essentials.investigationLink ??
        alertContext.LinkToFilteredSearchResultsUI ??
        alertContext.LinkToSearchResults,
      startedAt: essentials.firedDateTime,
      endedAt: isResolved ? essentials.resolvedDateTime : undefined,
    }),
  ];
}

/** The measured value stays out: it is another one when the alert resolves. */
function describeCondition({ condition }: AlertContext): string | undefined {
  const lines = condition.allOf.map(({ metricName, webTestName, operator, threshold }) =>
    [metricName ?? webTestName, operator, threshold].filter((word) => word !== undefined).join(' '),
  );
  return lines.length === 0 ? undefined : lines.join('\n');
}

function readLog(log: LogAlert): AlertEvent {
  const { AlertRuleName: rule = 'Azure alert', ResourceId: resource, WorkspaceId } = log;
  return toEvent({
    fingerprint: fingerprintOf([rule, resource ?? WorkspaceId ?? '']),
    status: 'firing',
    severity: severityOf(log.Severity),
    title: rule,
    description: log.Description,
    labels: labelsOf({ rule, resource: resource ?? WorkspaceId, alert_type: log.AlertType }),
    url: log.LinkToFilteredSearchResultsUI ?? log.LinkToSearchResults,
    startedAt: log.SearchIntervalEndtimeUtc,
  });
}

/** The levels of the activity log. */
const levels: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  error: 'high',
  warning: 'warning',
  informational: 'info',
};

function readOld({ status, context }: OldAlert): readonly AlertEvent[] {
  const { activityLog: log } = context;
  const { title, trackingId, stage, service, region } = log.properties;
  const isResolved = /^(?:deactivated|resolved)$/i.test(stage ?? status ?? '');
  const at = context.timestamp ?? log.eventTimestamp;
  const name = context.name ?? title ?? log.operationName ?? 'Azure alert';
  const resource = context.resourceId ?? log.resourceId;
  return [
    toEvent({
      fingerprint:
        trackingId ?? fingerprintOf([context.id ?? log.correlationId ?? name, resource ?? '']),
      status: isResolved ? 'resolved' : 'firing',
      severity:
        context.severity === undefined
          ? (levels[log.level?.toLowerCase() ?? ''] ?? 'unknown')
          : severityOf(context.severity),
      title: context.resourceName === undefined ? name : `${name} on ${context.resourceName}`,
      description: context.description ?? log.description,
      labels: labelsOf({
        resource,
        level: log.level,
        operation: log.operationName,
        service,
        region,
      }),
      url: context.portalLink,
      startedAt: isResolved ? undefined : at,
      endedAt: isResolved ? at : undefined,
    }),
  ];
}
