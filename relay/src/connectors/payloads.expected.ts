/** What one body of somebody else's says: its events, or why it is not read. */
export type ExpectedReading =
  | {
      /** `group | fingerprint | status | severity | title`, `-` for no group; the first one of many. */
      readonly events: readonly string[];
      /** Of bodies that are too large to be written out. */
      readonly count?: number;
    }
  | { readonly refused: string };

export const expectedReadings: Readonly<Record<string, ExpectedReading>> = {
  'alertmanager/alerta-version3.json': {
    events: ['{"alertname":"failedConnect"} | a7dd94daa8b0d4e8 | firing | critical | Connect fail'],
  },
  'alertmanager/alerta-version4.json': {
    events: [
      '{"alertname":"thing_dead"} | 27974c62dda264f7 | firing | critical | No things for over 10 minutes',
    ],
  },
  'alertmanager/fx-firing.json': {
    events: [
      '{"alertname":"something_happened","instance":"test_instance:9100"} | fa1119a6387e80ee | firing | warning | Oops, something happened!',
    ],
  },
  'alertmanager/goalert-1.json': {
    events: ['- | 56be748459d299aa | firing | unknown | My alert summary'],
  },
  'alertmanager/zulip-grouped-no-truncatedalerts-field.json': {
    events: [
      '{} | a1bc48475b20e73d | firing | critical | High CPU core temperature',
      '{} | c2ea85182f28cbd9 | firing | critical | High CPU core temperature',
    ],
  },
  'alertmanager-real/firing-bare-no-annotations.json': {
    events: ['{"alertname":"Bare"} | adc400b8c371a698 | firing | unknown | Bare'],
  },
  'alertmanager-real/firing-bearer-auth.json': {
    events: ['{"alertname":"AuthCase"} | 6266ff1c7f3513ba | firing | unknown | AuthCase'],
  },
  'alertmanager-real/firing-group-by-all.json': {
    events: [
      '{"alertname":"GroupAll","case":"all","instance":"x1"} | f905ae2c97fe62eb | firing | unknown | GroupAll on x1',
    ],
  },
  'alertmanager-real/firing-grouped-4.json': {
    events: [
      '{"alertname":"DiskFull","cluster":"eu1"} | 38bb715341e55950 | firing | warning | Disk 91% full',
      '{"alertname":"DiskFull","cluster":"eu1"} | 0517c08b672530bf | firing | warning | Disk 92% full',
      '{"alertname":"DiskFull","cluster":"eu1"} | 026bc06175485dce | firing | warning | Disk 93% full',
      '{"alertname":"DiskFull","cluster":"eu1"} | 15a07542e480ff25 | firing | warning | Disk 94% full',
    ],
  },
  'alertmanager-real/firing-large-600-alerts-540kB.json': {
    count: 600,
    events: [
      '{"alertname":"Large","cluster":"eu1"} | ddf114ae65f708b1 | firing | warning | Node 0 is slow',
    ],
  },
  'alertmanager-real/firing-single.json': {
    events: [
      '{"alertname":"InstanceDown","cluster":"eu1"} | c1e92522bc6abfc9 | firing | critical | Instance web-01 down',
    ],
  },
  'alertmanager-real/firing-subroute-group-by-inherited.json': {
    events: ['{"alertname":"NoGroup"} | 7fc60b3a439efe82 | firing | unknown | NoGroup on x1'],
  },
  'alertmanager-real/firing-unicode.json': {
    events: [
      '{"alertname":"Ünïcode — 警告 🔥","cluster":"東京"} | 6f099a0c1092d7d2 | firing | unknown | Línea 1\nLínea 2 <script>alert(1)</script> &   end',
    ],
  },
  'alertmanager-real/repeat-1st.json': {
    events: ['{"alertname":"Repeat"} | eb7c451b6a64ce66 | firing | unknown | Repeat'],
  },
  'alertmanager-real/repeat-2nd-identical.json': {
    events: ['{"alertname":"Repeat"} | eb7c451b6a64ce66 | firing | unknown | Repeat'],
  },
  'alertmanager-real/resolved-bare.json': {
    events: ['{"alertname":"Bare"} | adc400b8c371a698 | resolved | unknown | Bare'],
  },
  'alertmanager-real/resolved-grouped-3.json': {
    events: [
      '{"alertname":"DiskFull","cluster":"eu1"} | 0517c08b672530bf | resolved | warning | Disk 92% full',
      '{"alertname":"DiskFull","cluster":"eu1"} | 026bc06175485dce | resolved | warning | Disk 93% full',
      '{"alertname":"DiskFull","cluster":"eu1"} | 15a07542e480ff25 | resolved | warning | Disk 94% full',
    ],
  },
  'alertmanager-real/resolved-large-600.json': {
    count: 600,
    events: [
      '{"alertname":"Large","cluster":"eu1"} | ddf114ae65f708b1 | resolved | warning | Node 0 is slow',
    ],
  },
  'alertmanager-real/resolved-single.json': {
    events: [
      '{"alertname":"InstanceDown","cluster":"eu1"} | c1e92522bc6abfc9 | resolved | critical | InstanceDown on web-01:9100',
    ],
  },
  'azure-monitor/alertcontext-app-insights-log.json': {
    refused:
      'The body does not fit this tool: body: expected data.essentials; switch on the common alert schema in the action group',
  },
  'azure-monitor/alertcontext-dynamic-threshold.json': {
    refused:
      'The body does not fit this tool: body: expected data.essentials; switch on the common alert schema in the action group',
  },
  'azure-monitor/alertcontext-webtest.json': {
    refused:
      'The body does not fit this tool: body: expected data.essentials; switch on the common alert schema in the action group',
  },
  'azure-monitor/common-schema-metric-resolved.json': {
    events: [
      '- | /subscriptions/<subscription ID>/providers/Microsoft.AlertsManagement/alerts/b9569717-bc32-442f-add5-83a997729330 | resolved | info | WCUS-R2-Gen2 on wcus-r2-gen2',
    ],
  },
  'datadog/default-payload-triggered-test.json': {
    events: [
      '- | e0933af63d64617f94a1b1c7efb13148 | firing | unknown | [Triggered] [TEST] Host Cluster Alert',
    ],
  },
  'datadog/servicenow-connector-template-0.json': {
    refused:
      'The body does not fit this tool: body: expected a key, an id or a title; an unfilled template has none',
  },
  'dynatrace/keptn-ce-closed-problem-existing-labels.json': {
    events: [
      '- | -6478017825120311599_1641223491837V2 | resolved | critical | Browser monitor global outage',
    ],
  },
  'dynatrace/keptn-ce-closed-problem.json': {
    events: [
      '- | -6478017825120311599_1641223491837V2 | resolved | critical | Browser monitor global outage',
    ],
  },
  'dynatrace/keptn-ce-open-problem-no-stage.json': {
    events: ['- | 99999 | firing | unknown | Dynatrace problem notification test run'],
  },
  'dynatrace/keptn-ce-open-problem.json': {
    events: ['- | 99999 | firing | unknown | Dynatrace problem notification test run'],
  },
  'gcp-monitoring/google-forwarder-test-notif.json': {
    events: [
      '- | 0.m2d61b3s6d5d | resolved | unknown | CPU usage for tf-test VM Instance labels {project_id=tf-test} returned to normal with a value of 0.081.',
    ],
  },
  'gcp-monitoring/keep-sim-5xx-errors-production.json': {
    events: [
      '- | prod-5xx-123 | firing | critical | High rate of 5XX errors detected in production environment',
    ],
  },
  'gcp-monitoring/keep-sim-database-latency.json': {
    events: ['- | db-345 | firing | warning | Database query latency above threshold'],
  },
  'gcp-monitoring/stackdriver-closed-v1_1.json': {
    events: [
      '- | f2e08c333dc64cb09f75eaab355393bz | resolved | unknown | CPU (agent) for webserver-85 is above the threshold of 1% with a value of 28.5%',
    ],
  },
  'gcp-monitoring/stackdriver-open-v1_1.json': {
    events: [
      '- | f2e08c333dc64cb09f75eaab355393bz | firing | unknown | CPU (agent) for webserver-85 is above the threshold of 1% with a value of 28.5%',
    ],
  },
  'grafana/webhook-resolved-no-labels.json': {
    events: ['{} | 57c6d9296de2ad39 | resolved | unknown | [RESOLVED:1]  (TestAlert Grafana)'],
  },
  'grafana/webhook-v11-firing-values.json': {
    events: [
      '{"alertname":"Memory (copy)","grafana_folder":"device"} | e6349a25f5ef0e9e | firing | unknown | High memory usage',
    ],
  },
  'grafana-legacy/alerting.json': { events: ['- | rule:7 | firing | unknown | Zeta CPU alert'] },
  'grafana-legacy/example.json': { events: ['- | rule:1 | firing | unknown | Load peaking!'] },
  'grafana-legacy/goalert-1.json': { events: ['- | rule:1 | firing | unknown | bob'] },
  'grafana-legacy/ok.json': { events: ['- | rule:7 | resolved | unknown | Zeta CPU alert'] },
  'graylog/notification-large-fields.json': {
    events: ['- | 55f1509dbee8e2841898eb64 | firing | unknown | test'],
  },
  'incident-io/webhook-private-incident-follow-up-updated-v2.json': {
    events: ['- | abc123 | change, firing | unknown | Private follow-up abc123'],
  },
  'incident-io/webhook-private-incident-incident-created-v2.json': {
    events: ['- | abc123 | firing | unknown | Private incident abc123'],
  },
  'incident-io/webhook-private-incident-membership-granted-v1.json': { events: [] },
  'incident-io/webhook-public-alert-alert-resolved-v1.json': {
    events: [
      '- | 01GW2G3V0S59R238FAHPDS1R66 | resolved | unknown | *errors.withMessage: PG::Error failed to connect',
    ],
  },
  'incident-io/webhook-public-escalation-escalation-status-updated-v1.json': {
    events: ['- | 01G0J1EXE7AXZ2C93K61WBPYEH | firing | critical | Database CPU is high'],
  },
  'incident-io/webhook-public-incident-action-created-v1.json': {
    events: ['- | 01FCNDV6P870EA6S7TK1DSYDG0 | firing | unknown | Call the fire brigade'],
  },
  'incident-io/webhook-public-incident-follow-up-created-v1.json': {
    events: ['- | 01FCNDV6P870EA6S7TK1DSYDG0 | firing | unknown | Call the fire brigade'],
  },
  'incident-io/webhook-public-incident-follow-up-created-v2.json': {
    events: ['- | 01FCNDV6P870EA6S7TK1DSYDG0 | firing | unknown | Cat is stuck in the tree'],
  },
  'incident-io/webhook-public-incident-follow-up-updated-v2.json': {
    events: ['- | 01FCNDV6P870EA6S7TK1DSYDG0 | firing | unknown | Cat is stuck in the tree'],
  },
  'incident-io/webhook-public-incident-incident-status-updated-v2.json': {
    events: [
      '- | 01FDAG4SAP5TYPT98WGR2N7W91 | firing | warning | Our database is sad',
      '- | 01FDAG4SAP5TYPT98WGR2N7W91 | note, firing | warning | Our database is sad',
    ],
  },
  'incident-io/webhook-public-incident-incident-updated-v2.json': {
    events: ['- | 01FDAG4SAP5TYPT98WGR2N7W91 | firing | warning | Our database is sad'],
  },
  'incident-io/webhook-public-incident-postmortem-document-status-updated-v1.json': { events: [] },
  'newrelic/legacy-alerts-notification.json': {
    events: ['- | incident:0 | firing | info | New Relic Alert - Test Condition'],
  },
  'newrelic/servicenow-connector-template-1.json': {
    refused:
      'The body does not fit this tool: body: expected the id of an issue or an incident; an unfilled template has none',
  },
  'newrelic/workflow-default-activated.json': {
    events: [
      "- | c5faa7e6-7b54-402d-af79-f99601e0278c | firing | critical | zulip_app query result is > 1.0 for 1 minutes on 'Zulip Server Low Storage'",
    ],
  },
  'newrelic/workflow-default-missing-essential-fields.json': {
    refused:
      'The body does not fit this tool: body: expected the id of an issue or an incident; an unfilled template has none',
  },
  'opsgenie/webhook-acknowledge.json': {
    events: ['- | 052652ac-5d1c-464a-812a-7dd18bbfba8c | acknowledged | unknown | test alert'],
  },
  'opsgenie/webhook-addnote.json': {
    events: ['- | 052652ac-5d1c-464a-812a-7dd18bbfba8c | note, firing | unknown | test alert'],
  },
  'opsgenie/webhook-close.json': {
    events: ['- | 052652ac-5d1c-464a-812a-7dd18bbfba8c | resolved | unknown | test alert'],
  },
  'opsgenie/webhook-escalate-minimal.json': {
    events: [
      '- | 7ba97e3a-d328-4b5e-8f9a-39e945a3869a | change, firing | unknown | Opsgenie alert 7ba97e3a-d328-4b5e-8f9a-39e945a3869a',
    ],
  },
  'other-checkly/keep-sample.json': {
    events: ['- | 927a2982-1007-4b81-b383-eae8bf717e61 | resolved | unknown | API Check #1'],
  },
  'other-checkmk/keep-sample.json': {
    events: ['- | server1 | resolved | unknown | CheckMK server1 - DOWN -> UP'],
  },
  'other-coralogix/keep-sample.json': {
    events: ['- | 49a4afb5-9231-418d-94ea-3a7546779658 | firing | high | Keep'],
  },
  'other-dash0/keep-sample.json': {
    events: ['- | 6820705469291328438 | resolved | unknown | This is a summay'],
  },
  'other-graylog/keep-sample.json': {
    events: ['- | 671a28a03696bb3801a7a9f1 | firing | unknown | Event - 1'],
  },
  'other-librenms/keep-sample.json': {
    events: ['- | 26 | resolved | unknown | Device 10.10.1.147 recovered from Devices up/down'],
  },
  'other-signalfx/keep-sample.json': { events: ['- | 1234 | firing | critical | Alert'] },
  'pagerduty/go-webhook-v2-1.json': { events: ['- | PRORDTY | firing | high | My new incident'] },
  'pagerduty/webhook-v3-acknowledged.json': {
    events: ['- | PQ1K5C8 | acknowledged | high | Test Incident'],
  },
  'pagerduty/webhook-v3-incident-priority-updated-signed.json': {
    events: ['- | PGR0VU2 | firing | critical | A little bump in the road'],
  },
  'pagerduty/webhook-v3-resolved.json': {
    events: ['- | PCPZE64 | resolved | high | Test Incident'],
  },
  'pingdom/down.json': { events: ['- | 803318 | firing | high | Alerta API on OpenShift'] },
  'pingdom/up.json': { events: ['- | 803318 | resolved | high | Alerta API on OpenShift'] },
  'riemann/event.json': { events: ['hostbob | servicejane | resolved | unknown | servicejane'] },
  'sentry/comment-created.json': {
    events: ['- | issue:123 | note, firing | unknown | Sentry issue 123'],
  },
  'sentry/event-alert-triggered.json': {
    events: ['- | issue:123 | firing | unknown | Error #1: This is a test error!'],
  },
  'sentry/installation-created.json': { events: [] },
  'sentry/issue-created.json': {
    events: ['- | issue:123 | firing | high | Error #1: This is a test error!'],
  },
  'sentry/issue-ignored.json': {
    events: ['- | issue:123 | silenced | high | Error #1: This is a test error!'],
  },
  'sentry/issue-resolved.json': {
    events: ['- | issue:123 | resolved | high | Error #1: This is a test error!'],
  },
  'sentry/keep-sim-database-timeout.json': {
    events: ['- | issue:4616132099 | firing | high | Failed to load product catalog'],
  },
  'sentry/keep-sim-server-overload.json': {
    events: ['- | issue:4616132098 | firing | high | Order submission failed'],
  },
  'sentry/metric-alert-critical-with-alert-rule-action.json': {
    events: ['- | metric-alert:789 | firing | critical | metric alert'],
  },
  'sentry/metric-alert-resolved.json': {
    events: ['- | metric-alert:789 | resolved | unknown | metric alert'],
  },
  'sentry/metric-alert-warning.json': {
    events: ['- | metric-alert:789 | firing | warning | metric alert'],
  },
  'site24x7/goalert-1.json': {
    events: ['- | https://example.com/test-page | firing | unknown | GoAlert Site24x7 Test'],
  },
  'vmware-vrealize/alert.json': {
    events: ['- | sample-alert-uuid | firing | unknown | sample-info'],
  },
  'zabbix/zulip-template-missing-hostname.json': {
    events: [
      '- | trigger:14032 | firing | warning | Zabbix agent on www.example.com is unreachable for 5 minutes',
    ],
  },
  'zabbix/zulip-template-ok.json': {
    events: [
      '- | trigger:14032 | resolved | warning | Zabbix agent on www.example.com is reachable',
    ],
  },
  'zabbix/zulip-template-problem-high.json': {
    events: [
      '- | trigger:14032 | firing | high | Zabbix agent on www.example.com is unreachable for 5 minutes',
    ],
  },
};
