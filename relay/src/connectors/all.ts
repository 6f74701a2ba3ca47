// Explicit and sorted: grep finds every connector, and adding one is a visible line in review.
export { alertmanager } from './alertmanager/index.ts';
export { azureMonitor } from './azure-monitor/index.ts';
export { datadog } from './datadog/index.ts';
export { dynatrace } from './dynatrace/index.ts';
export { generic } from './generic/index.ts';
export { googleCloudMonitoring } from './google-cloud-monitoring/index.ts';
export { grafana } from './grafana/index.ts';
export { grafanaOncall } from './grafana-oncall/index.ts';
export { incidentIo } from './incident-io/index.ts';
export { kibana } from './kibana/index.ts';
export { netwrix } from './netwrix/index.ts';
export { newRelic } from './new-relic/index.ts';
export { opsgenie } from './opsgenie/index.ts';
export { pagerduty } from './pagerduty/index.ts';
export { sentry } from './sentry/index.ts';
export { zabbix } from './zabbix/index.ts';
