import type { Connector } from '../connector-kit/connector.ts';
import { alertmanager } from './alertmanager/index.ts';
import { generic } from './generic/index.ts';
import { grafana } from './grafana/index.ts';
import { incidentIo } from './incident-io/index.ts';
import { newRelic } from './new-relic/index.ts';
import { opsgenie } from './opsgenie/index.ts';
import { pagerduty } from './pagerduty/index.ts';
import { sentry } from './sentry/index.ts';

/** Explicit and sorted: grep finds every connector, and adding one is a visible line in review. */
export const connectors: readonly Connector[] = [
  alertmanager,
  generic,
  grafana,
  incidentIo,
  newRelic,
  opsgenie,
  pagerduty,
  sentry,
];

const byId = new Map(connectors.map((connector) => [connector.id, connector]));

export function findConnector(id: string): Connector | undefined {
  return byId.get(id);
}
