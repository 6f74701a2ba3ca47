/** Which connector reads the bodies of a folder; for tools without one of their own, a mapping of the generic one. */
export interface PayloadSource {
  readonly connector: string;
  readonly mapping?: Readonly<Record<string, string>>;
  readonly statuses?: Readonly<Record<string, readonly string[]>>;
}

export const payloadSources: Readonly<Record<string, PayloadSource>> = {
  alertmanager: { connector: 'alertmanager' },
  'alertmanager-real': { connector: 'alertmanager' },
  'azure-monitor': { connector: 'azure-monitor' },
  datadog: { connector: 'datadog' },
  dynatrace: { connector: 'dynatrace' },
  'gcp-monitoring': { connector: 'google-cloud-monitoring' },
  grafana: { connector: 'grafana' },
  'grafana-legacy': { connector: 'grafana' },
  graylog: {
    connector: 'generic',
    mapping: {
      fingerprint: 'stream.id',
      status: 'check_result.triggered',
      title: 'stream.title',
      description: 'check_result.result_description',
      startedAt: 'check_result.triggered_at',
    },
    statuses: { firing: ['true'], resolved: ['false'] },
  },
  'incident-io': { connector: 'incident-io' },
  newrelic: { connector: 'new-relic' },
  opsgenie: { connector: 'opsgenie' },
  'other-checkly': {
    connector: 'generic',
    mapping: {
      fingerprint: 'check_id',
      status: 'alert_type',
      title: 'check_name',
      description: 'event',
      url: 'link',
      startedAt: 'started_at',
    },
    statuses: { resolved: ['ALERT_RECOVERY', 'ALERT_DEGRADED_RECOVERY', 'ALERT_SSL_RECOVERY'] },
  },
  'other-checkmk': {
    connector: 'generic',
    mapping: {
      fingerprint: 'host',
      status: 'notification_type',
      title: 'summary',
      description: 'output',
    },
    statuses: { acknowledged: ['ACKNOWLEDGEMENT'], resolved: ['RECOVERY'] },
  },
  'other-coralogix': {
    connector: 'generic',
    mapping: {
      fingerprint: 'alert_id',
      status: 'alert_action',
      severity: 'fields.4.value',
      title: 'name',
      url: 'alert_url',
      startedAt: 'fields.8.value',
    },
    statuses: { firing: ['trigger'], resolved: ['resolve'] },
  },
  'other-dash0': {
    connector: 'generic',
    mapping: {
      alerts: 'data.issue',
      fingerprint: 'issueIdentifier',
      title: 'summary',
      startedAt: 'start',
      endedAt: 'end',
      url: 'url',
    },
  },
  'other-graylog': {
    connector: 'generic',
    mapping: {
      fingerprint: 'event_definition_id',
      title: 'event_definition_title',
      description: 'event.message',
      startedAt: 'event.timestamp',
      labels: 'event.group_by_fields',
    },
  },
  'other-librenms': {
    connector: 'generic',
    mapping: {
      fingerprint: 'alert_id',
      status: 'state',
      description: 'msg',
      startedAt: 'timestamp',
    },
    statuses: { firing: ['1'], acknowledged: ['2'], resolved: ['0'] },
  },
  'other-signalfx': {
    connector: 'generic',
    mapping: {
      alerts: 'simulate.payload',
      fingerprint: 'incidentId',
      status: 'statusExtended',
      title: 'messageTitle',
      description: 'description',
      url: 'detectorUrl',
    },
    statuses: { firing: ['anomalous'], resolved: ['ok', 'manually resolved', 'stopped'] },
  },
  pagerduty: { connector: 'pagerduty' },
  pingdom: {
    connector: 'generic',
    mapping: {
      fingerprint: 'check_id',
      status: 'current_state',
      severity: 'importance_level',
      title: 'check_name',
      description: 'long_description',
      url: 'check_params.full_url',
    },
    statuses: { firing: ['down'], resolved: ['up'] },
  },
  riemann: {
    connector: 'generic',
    mapping: { fingerprint: 'service', status: 'state', title: 'service', group: 'host' },
  },
  sentry: { connector: 'sentry' },
  site24x7: {
    connector: 'generic',
    mapping: {
      fingerprint: 'MONITORURL',
      status: 'STATUS',
      title: 'MONITORNAME',
      description: 'INCIDENT_REASON',
      url: 'RCA_LINK',
      startedAt: 'INCIDENT_TIME_ISO',
    },
    statuses: { firing: ['down', 'trouble', 'critical'], resolved: ['up'] },
  },
  'vmware-vrealize': {
    connector: 'generic',
    mapping: {
      fingerprint: 'alertId',
      severity: 'criticality',
      title: 'info',
      startedAt: 'startDate',
    },
    statuses: { resolved: ['canceled'] },
  },
  zabbix: { connector: 'zabbix' },
};
