import { z } from 'zod';
import {
  isRecord,
  Labels,
  listOf,
  part,
  Text,
  Texts,
  Time,
  Url,
} from '../../connector-kit/lenient.ts';

const Essentials = part(
  z.object({
    alertId: Text,
    alertRule: Text,
    severity: Text,
    signalType: Text,
    monitorCondition: Text,
    monitoringService: Text,
    alertTargetIDs: Texts,
    configurationItems: Texts,
    targetResourceType: Text,
    targetResourceGroup: Text,
    firedDateTime: Time,
    resolvedDateTime: Time,
    description: Text,
    investigationLink: Url,
  }),
);
export type Essentials = z.output<typeof Essentials>;

const Criterion = z.object({
  metricName: Text,
  operator: Text,
  threshold: Text,
  webTestName: Text,
});

/** Of Service Health: one issue of Azure, told of again at each of its stages. Of Resource Health: how a resource is. */
const HealthProperties = part(
  z.object({
    title: Text,
    trackingId: Text,
    stage: Text,
    service: Text,
    region: Text,
    currentHealthStatus: Text,
  }),
);

const AlertContext = part(
  z.object({
    condition: part(z.object({ allOf: listOf(Criterion) })),
    status: Text,
    properties: HealthProperties,
    LinkToSearchResults: Url,
    LinkToFilteredSearchResultsUI: Url,
  }),
);
export type AlertContext = z.output<typeof AlertContext>;

/** What action groups send with the common schema switched off. */
const OldContext = part(
  z.object({
    id: Text,
    name: Text,
    description: Text,
    severity: Text,
    timestamp: Time,
    resourceId: Text,
    resourceName: Text,
    portalLink: Url,
    activityLog: part(
      z.object({
        correlationId: Text,
        resourceId: Text,
        operationName: Text,
        level: Text,
        description: Text,
        eventTimestamp: Time,
        status: Text,
        properties: HealthProperties,
      }),
    ),
  }),
);

/** What log search rules sent before there was a common schema; nobody says when they are over. */
const log = {
  AlertRuleName: Text,
  AlertType: Text,
  Description: Text,
  Severity: Text,
  SearchIntervalEndtimeUtc: Time,
  LinkToFilteredSearchResultsUI: Url,
  LinkToSearchResults: Url,
  ResourceId: Text,
  WorkspaceId: Text,
};
const LogAlert = z.object(log);
export type LogAlert = z.output<typeof LogAlert>;

/** Of a cost budget, which knows no common schema in some subscriptions. */
const budget = {
  BudgetName: Text,
  BudgetCreator: Text,
  SubscriptionId: Text,
  SubscriptionName: Text,
  ResourceGroup: Text,
  Budget: Text,
  Unit: Text,
  SpendingAmount: Text,
  NotificationThresholdAmount: Text,
};
const BudgetAlert = z.object(budget);
export type BudgetAlert = z.output<typeof BudgetAlert>;

const Old = { status: Text, context: OldContext };
export const OldAlert = z.object(Old);
export type OldAlert = z.output<typeof OldAlert>;

/** A smart detector with the common schema switched off says the same under other names. */
function fromDetector(body: unknown): unknown {
  const properties = isRecord(body) ? body['properties'] : undefined;
  const said = isRecord(properties) ? properties['essentials'] : undefined;
  if (!isRecord(body) || !isRecord(said)) return body;
  const essentials = {
    ...said,
    alertId: body['id'],
    alertRule: body['name'] ?? said['alertRule'],
    monitoringService: said['monitorService'],
    alertTargetIDs: said['targetResource'],
    configurationItems: said['targetResourceName'],
    firedDateTime: said['startDateTime'],
    resolvedDateTime: said['monitorConditionResolvedDateTime'],
  };
  return { data: { essentials } };
}

const Notification = z
  .object({
    data: part(
      z.object({
        essentials: Essentials,
        alertContext: AlertContext,
        customProperties: Labels,
        ...Old,
        ...log,
        ...budget,
      }),
    ),
    ...Old,
    ...log,
  })
  .refine(
    ({ data, context, AlertRuleName }) =>
      [
        data.essentials,
        data.context,
        data.context.activityLog,
        context,
        { AlertRuleName },
        { AlertRuleName: data.AlertRuleName },
        { BudgetName: data.BudgetName },
      ].some((one) => Object.values(one).some((value) => typeof value === 'string')),
    { message: 'expected data.essentials; switch on the common alert schema in the action group' },
  );

export const Payload = z.unknown().transform(fromDetector).pipe(Notification);
export type Payload = z.output<typeof Payload>;
