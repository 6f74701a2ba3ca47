import type { Connector } from '../connector-kit/connector.ts';
import { alertmanager } from './alertmanager/index.ts';
import { azureMonitor } from './azure-monitor/index.ts';
import { datadog } from './datadog/index.ts';
import { dynatrace } from './dynatrace/index.ts';
import { generic } from './generic/index.ts';
import { googleCloudMonitoring } from './google-cloud-monitoring/index.ts';
import { grafana } from './grafana/index.ts';
import { grafanaOncall } from './grafana-oncall/index.ts';
import { incidentIo } from './incident-io/index.ts';
import { kibana } from './kibana/index.ts';
import { netwrix } from './netwrix/index.ts';
import { newRelic } from './new-relic/index.ts';
import { opsgenie } from './opsgenie/index.ts';
import { pagerduty } from './pagerduty/index.ts';
import { sentry } from './sentry/index.ts';
import { zabbix } from './zabbix/index.ts';

/** Explicit and sorted: grep finds every connector, and adding one is a visible line in review. */
export const connectors: readonly Connector[] = [
  alertmanager,
  azureMonitor,
  datadog,
  dynatrace,
  generic,
  googleCloudMonitoring,
  grafana,
  grafanaOncall,
  incidentIo,
  kibana,
  netwrix,
  newRelic,
  opsgenie,
  pagerduty,
  sentry,
  zabbix,
];

const byId = new Map(connectors.map((connector) => [connector.id, connector]));

export function findConnector(id: string): Connector | undefined {
  return byId.get(id);
}
