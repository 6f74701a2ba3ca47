import { labelsOf } from '../../connector-kit/lenient.ts';
import { fingerprintOf, toEvent } from '../../connector-kit/to-event.ts';
import type { AlertEvent, Severity } from '../../domain/alert-event.ts';
import type { AlertContext, BudgetAlert, LogAlert, OldAlert, Payload } from './payload.ts';

/** One event: the common schema tells of one alert, fired or resolved. */
export function normalize(payload: Payload): readonly AlertEvent[] {
  const { data, status, context } = payload;
  const { essentials } = data;
  if (essentials.alertId !== undefined || essentials.alertRule !== undefined) {
    return readCommon(data);
  }
  const log = [payload, data].find(({ AlertRuleName: name }) => name !== undefined);
  if (log !== undefined) return [readLog(log)];
  if (data.BudgetName !== undefined) return [readBudget(data)];
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
  const isResolved =
    essentials.monitorCondition?.toLowerCase() === 'resolved' || isHealthy(alertContext);
  const name = alertContext.properties.title ?? alertRule ?? 'Azure alert';
  return [
    toEvent({
      // The origin's id can return with a later alert, this one does not.
      fingerprint:
        nameOfHealth(alertContext, essentials.alertTargetIDs) ??
        alertId ??
        fingerprintOf([alertRule ?? '', essentials.alertTargetIDs]),
      status: isResolved ? 'resolved' : 'firing',
      severity: severityOf(severity),
      title: targets.length === 0 ? name : `${name} on ${targets.join(', ')}`,
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

/**
 * Alerts on the activity log are Fired each time, with an id of their own: what goes on from one to the
 * next is the issue of Azure, or the health of a resource.
 */
function nameOfHealth(
  { properties }: AlertContext,
  targets: readonly string[],
): string | undefined {
  const { trackingId, currentHealthStatus } = properties;
  if (trackingId !== undefined) return trackingId;
  return currentHealthStatus === undefined ? undefined : `health:${targets.join(',')}`;
}

function isHealthy({ properties, status }: AlertContext): boolean {
  const { trackingId, stage, currentHealthStatus } = properties;
  if (currentHealthStatus !== undefined) return /^available$/i.test(currentHealthStatus);
  return trackingId !== undefined && isOver(stage ?? status);
}

/** A review after the fact (RCA) comes when all is over. */
function isOver(word: string | undefined): boolean {
  return /^(?:deactivated|resolved|rca|complete|canceled)$/i.test(word ?? '');
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

/** Nobody says when a budget is kept again; each threshold is an alert of its own. */
function readBudget(alert: BudgetAlert): AlertEvent {
  const { BudgetName: budget = '', SpendingAmount: spent, Unit: unit, Budget: limit } = alert;
  const of = [spent, limit].map((amount) => [amount, unit].filter(Boolean).join(' '));
  return toEvent({
    fingerprint: fingerprintOf([
      'budget',
      budget,
      alert.SubscriptionId ?? '',
      alert.NotificationThresholdAmount ?? '',
    ]),
    status: 'firing',
    title: `Budget ${budget}: ${of.join(' of ')} spent`,
    labels: labelsOf({
      budget,
      subscription: alert.SubscriptionName ?? alert.SubscriptionId,
      resource_group: alert.ResourceGroup,
      threshold: alert.NotificationThresholdAmount,
    }),
    actor: alert.BudgetCreator,
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
  const { currentHealthStatus: health } = log.properties;
  const isResolved = health === undefined ? isOver(stage ?? status) : /^available$/i.test(health);
  const at = context.timestamp ?? log.eventTimestamp;
  const name = context.name ?? title ?? log.operationName ?? 'Azure alert';
  const resource = context.resourceId ?? log.resourceId;
  return [
    toEvent({
      fingerprint:
        trackingId ??
        (health === undefined
          ? fingerprintOf([context.id ?? log.correlationId ?? name, resource ?? ''])
          : `health:${resource ?? ''}`),
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
