import type { DestinationKind } from '../connector-kit/destination.ts';
import type { RequestStep, WriteBack } from '../connector-kit/write-back.ts';
import type { Destination } from '../domain/configuration.ts';
import { alertmanagerDestination } from './alertmanager/destination.ts';
import { webhookDestination } from './generic/destination.ts';
import { grafanaOncallDestination } from './grafana-oncall/destination.ts';
import { incidentIoDestination } from './incident-io/destination.ts';
import { opsgenieDestination } from './opsgenie/destination.ts';
import { pagerdutyDestination } from './pagerduty/destination.ts';
import { slackDestination } from './slack/destination.ts';
import { teamsDestination } from './teams/destination.ts';

/** Explicit and sorted, as the registry of connectors is. */
export const destinationKinds = [
  alertmanagerDestination,
  grafanaOncallDestination,
  incidentIoDestination,
  opsgenieDestination,
  pagerdutyDestination,
  slackDestination,
  teamsDestination,
  webhookDestination,
] as const satisfies readonly DestinationKind[];

const byKind = new Map<string, DestinationKind>(destinationKinds.map((one) => [one.kind, one]));

export function findDestinationKind(kind: string): DestinationKind | undefined {
  return byKind.get(kind);
}

/** The requests that tell a destination of a change, in order; none when it has no word for it. */
export function planWriteBack(
  writeBack: WriteBack,
  { kind, settings }: Destination,
): readonly RequestStep[] {
  return byKind.get(kind)?.plan(writeBack, settings) ?? [];
}
