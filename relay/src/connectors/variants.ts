/**
 * Bodies that tools are documented to send and of which nobody published a recording: each written by
 * us after the vendor's page, with the values made up. What is special about one stands in its name.
 */
interface Variant {
  readonly name: string;
  readonly body: object;
}

const pagerduty = (type: string, data: object): object => ({
  event: {
    id: '01EVENT',
    event_type: `incident.${type}`,
    resource_type: 'incident',
    occurred_at: '2026-11-20T08:10:00.000Z',
    agent: { id: 'PU1', type: 'user_reference', summary: 'Anna Albers' },
    client: null,
    data,
  },
});
const pagerdutyIncident = {
  id: 'PINC1',
  type: 'incident',
  number: 12,
  status: 'triggered',
  title: 'Checkout is slow',
  created_at: '2026-11-20T08:00:00Z',
  service: { id: 'PS1', type: 'service_reference', summary: 'Checkout' },
  priority: { id: 'PP1', type: 'priority_reference', summary: 'P2' },
  urgency: 'high',
};
const ofIncident = {
  incident: { id: 'PINC1', type: 'incident_reference', summary: 'Checkout is slow' },
};

const opsgenie = (action: string, alert: object = {}): object => ({
  action,
  alert: {
    alertId: 'alert-1',
    message: 'Disk full on db1',
    tinyId: '7',
    priority: 'P2',
    createdAt: 1_763_625_600_000,
    updatedAt: 1_763_625_900_000_000_000,
    ...alert,
  },
  source: { name: '', type: 'API' },
  integrationId: 'integration-1',
  integrationName: 'Relay',
});

const azure = (essentials: object, alertContext: object): object => ({
  schemaId: 'azureMonitorCommonAlertSchema',
  data: {
    essentials: {
      alertId: '/alerts/1',
      alertRule: 'rule',
      severity: 'Sev4',
      monitorCondition: 'Fired',
      alertTargetIDs: ['/subscriptions/s/vm1'],
      configurationItems: [],
      firedDateTime: '2026-11-20T08:00:00Z',
      ...essentials,
    },
    alertContext,
  },
});

const sns = (message: unknown): object => ({
  Type: 'Notification',
  MessageId: 'm-1',
  TopicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
  Message: typeof message === 'string' ? message : JSON.stringify(message),
  Timestamp: '2026-11-20T08:00:00.000Z',
});

const incidentIo = (type: string, content: object): object => ({
  event_type: type,
  [type]: content,
});

const irm = (event: string, incident: object = {}): object => ({
  version: 'v1.0.0',
  id: 'webhook-out-1',
  source: '/grafana/incident',
  time: '2026-11-20T08:00:00Z',
  event: `grafana.incident.${event}`,
  incident: {
    incidentID: '19',
    title: 'Checkout is slow',
    severity: 'major',
    status: 'active',
    labels: [{ key: 'team', label: 'web' }],
    incidentStart: '2026-11-20T08:00:00Z',
    ...incident,
  },
});

const oncall = (event: object, alertGroup: object = {}, more: object = {}): object => ({
  event,
  user: { id: 'U1', username: 'anna', email: 'anna@example.com' },
  alert_group: { id: 'I68T24C13IFW1', state: 'new', title: 'Disk full on db1', ...alertGroup },
  alert_group_id: 'I68T24C13IFW1',
  integration: { id: 'C1', type: 'webhook', name: 'Disks', team: null },
  ...more,
});

export const variants: Readonly<Record<string, readonly Variant[]>> = {
  alertmanager: [
    {
      name: 'a release that says why it notifies',
      body: {
        version: '4',
        groupKey: '{}:{alertname="Up"}',
        status: 'resolved',
        notification_reason: 'all alerts resolved',
        groupLabels: { alertname: 'Up' },
        alerts: [{ status: 'resolved', labels: { alertname: 'Up' }, fingerprint: 'aa' }],
      },
    },
    {
      name: 'one alert of a script, its summary beside the labels',
      body: { summary: 'Queue is full', labels: { severity: 'warning', queue: 'mails' } },
    },
  ],
  grafana: [
    {
      name: 'an alert of which the template kept the status only',
      body: {
        status: 'firing',
        alerts: [{ status: 'firing' }],
        groupLabels: {},
        title: '[FIRING:1]',
      },
    },
    {
      name: 'a template of Go, which prints times in its own way, without group labels',
      body: {
        status: 'firing',
        alerts: [
          {
            labels: { alertname: 'TestAlert', instance: 'Grafana' },
            startsAt: '2026-05-27 15:36:00.112013015 +0000 UTC m=+8560.285724134',
            endsAt: '0001-01-01 00:00:00 +0000 UTC',
            fingerprint: '57c6d9296de2ad39',
          },
        ],
      },
    },
    {
      name: 'a template that keeps title and state only',
      body: { title: '[FIRING:1] Disk full', state: 'alerting', message: 'On db1' },
    },
    {
      name: 'its end, with another count',
      body: { title: '[RESOLVED] Disk full', state: 'ok' },
    },
    {
      name: 'legacy alerting, pending',
      body: { ruleId: 7, ruleName: 'CPU', state: 'pending', title: '[Pending] CPU' },
    },
    {
      name: 'legacy alerting, without data',
      body: { ruleId: 7, ruleName: 'CPU', state: 'no_data', title: '[No Data] CPU' },
    },
    {
      name: 'legacy alerting, paused',
      body: { ruleId: 7, ruleName: 'CPU', state: 'paused', title: '[Paused] CPU' },
    },
  ],
  'grafana-oncall': [
    ...['acknowledge', 'unacknowledge', 'resolve', 'unresolve', 'unsilence'].map((type) => ({
      name: type,
      body: oncall({ type }),
    })),
    {
      name: 'silence, until',
      body: oncall({
        type: 'silence',
        time: '2026-11-20T08:00:00Z',
        until: '2026-11-20T09:00:00Z',
      }),
    },
    {
      name: 'escalation of what is acknowledged',
      body: oncall({ type: 'escalation' }, { state: 'acknowledged' }),
    },
    {
      name: 'an alert whose first payload is a text, and nobody did it',
      body: oncall({ type: 'alert group created' }, {}, { user: null, alert_payload: 'disk full' }),
    },
    {
      name: 'a group of Alertmanager, with its labels',
      body: oncall(
        { type: 'alert group created' },
        {},
        { alert_payload: { commonLabels: { severity: 'critical' } } },
      ),
    },
    { name: 'an incident of IRM', body: irm('created') },
    { name: 'its role', body: irm('updated.role') },
    { name: 'its severity', body: irm('updated.severity', { severity: 'critical' }) },
    {
      name: 'its end',
      body: irm('updated.status', { status: 'resolved', incidentEnd: '2026-11-20T09:00:00Z' }),
    },
  ],
  pagerduty: [
    ...['triggered', 'acknowledged', 'unacknowledged', 'reopened', 'resolved'].map((type) => ({
      name: type,
      body: pagerduty(type, {
        ...pagerdutyIncident,
        status: type === 'acknowledged' || type === 'resolved' ? type : 'triggered',
      }),
    })),
    ...['escalated', 'delegated', 'reassigned', 'priority_updated', 'service_updated'].map(
      (type) => ({
        name: `${type}, of what is acknowledged`,
        body: pagerduty(type, { ...pagerdutyIncident, status: 'acknowledged' }),
      }),
    ),
    {
      name: 'annotated',
      body: pagerduty('annotated', {
        ...ofIncident,
        id: 'PN1',
        content: 'Looking',
        type: 'incident_note',
      }),
    },
    {
      name: 'status update published',
      body: pagerduty('status_update_published', { ...ofIncident, id: 'PSU1', message: 'We know' }),
    },
    {
      name: 'responder added',
      body: pagerduty('responder.added', {
        ...ofIncident,
        message: 'Please help',
        state: 'pending',
      }),
    },
    {
      name: 'responder replied',
      body: pagerduty('responder.replied', { ...ofIncident, message: 'Coming', state: 'accepted' }),
    },
    {
      name: 'conference bridge',
      body: pagerduty('conference_bridge.updated', {
        ...ofIncident,
        conference_url: 'https://x.example',
      }),
    },
    {
      name: 'custom field values',
      body: pagerduty('custom_field_values.updated', { ...ofIncident, custom_fields: [] }),
    },
    {
      name: 'workflow, which has an id of its own',
      body: pagerduty('workflow.completed', {
        ...ofIncident,
        id: 'PWF1',
        type: 'incident_workflow_instance',
      }),
    },
    {
      name: 'a service, and no incident',
      body: {
        event: { event_type: 'service.created', resource_type: 'service', data: { id: 'PS1' } },
      },
    },
    {
      name: 'the test of a subscription',
      body: {
        event: { event_type: 'pagey.ping', resource_type: 'pagey', data: { message: 'Hello' } },
      },
    },
    {
      name: 'version 2, resolved',
      body: {
        messages: [
          {
            event: 'incident.resolve',
            created_on: '2026-11-20T09:00:00Z',
            incident: { ...pagerdutyIncident, status: 'resolved' },
          },
        ],
      },
    },
    {
      name: 'version 1, resolved by itself',
      body: {
        messages: [
          {
            type: 'incident.resolve',
            created_on: '2026-11-20T09:00:00Z',
            data: {
              incident: {
                id: 'PINC1',
                incident_number: 12,
                status: 'resolved',
                last_status_change_by: null,
                trigger_summary_data: { description: 'Checkout is slow' },
              },
            },
          },
        ],
      },
    },
  ],
  'pagerduty-events': [
    {
      name: 'a trigger without a key',
      body: {
        event_action: 'trigger',
        payload: { summary: 'Up', source: 's', severity: 'warning' },
      },
    },
    { name: 'an end that says the key only', body: { event_action: 'resolve', dedup_key: 'k' } },
  ],
  opsgenie: [
    ...[
      'Create',
      'Acknowledge',
      'UnAcknowledge',
      'Snooze',
      'SnoozeEnded',
      'Close',
      'Delete',
      'AddTags',
      'AddTeam',
      'AddResponder',
      'AssignOwnership',
      'TakeOwnership',
      'UpdatePriority',
      'UpdateMessage',
      'EscalateNext',
      'CustomActionOfOurs',
    ].map((action) => ({ name: action, body: opsgenie(action) })),
    { name: 'AddNote', body: opsgenie('AddNote', { note: 'On it' }) },
    { name: 'Close, with a note', body: opsgenie('Close', { note: 'Done' }) },
    {
      name: 'Escalate, which has the id only',
      body: { action: 'Escalate', alert: { alertId: 'alert-1' }, escalationName: 'Web' },
    },
  ],
  'incident-io': [
    {
      name: 'alert created',
      body: incidentIo('public_alert.alert_created_v1', {
        id: 'A1',
        title: 'Disk full',
        status: 'firing',
      }),
    },
    {
      name: 'incident created in triage',
      body: incidentIo('public_incident.incident_created_v2', {
        id: 'I1',
        name: 'Checkout',
        incident_status: { category: 'triage' },
        severity: { name: 'Critical' },
      }),
    },
    ...['live', 'paused', 'learning', 'closed', 'declined', 'merged', 'canceled'].map(
      (category) => ({
        name: `incident ${category}`,
        body: incidentIo('public_incident.incident_status_updated_v2', {
          incident: { id: 'I1', name: 'Checkout' },
          new_status: { category },
          previous_status: { category: 'live' },
        }),
      }),
    ),
    {
      name: 'incident live again',
      body: incidentIo('public_incident.incident_status_updated_v2', {
        incident: { id: 'I1', name: 'Checkout' },
        new_status: { category: 'live' },
        previous_status: { category: 'paused' },
      }),
    },
    {
      name: 'private status, of which the id is told',
      body: incidentIo('private_incident.incident_status_updated_v2', { id: 'I1' }),
    },
    ...['outstanding', 'completed', 'deleted', 'not_doing', 'in_progress'].map((status) => ({
      name: `follow-up ${status}`,
      body: incidentIo('public_incident.follow_up_updated_v2', {
        id: 'F1',
        title: 'Add an alert',
        status,
      }),
    })),
    {
      name: 'action completed',
      body: incidentIo('public_incident.action_updated_v1', {
        id: 'X1',
        description: 'Call the provider',
        status: 'completed',
      }),
    },
    {
      name: 'escalation created',
      body: incidentIo('public_escalation.escalation_created_v1', {
        id: 'E1',
        title: 'Web',
        status: 'pending',
      }),
    },
    {
      name: 'escalation acked',
      body: incidentIo('public_escalation.escalation_status_updated_v1', {
        escalation: { id: 'E1', title: 'Web', status: 'acked' },
        new_status: 'acked',
      }),
    },
    {
      name: 'a shift, which is no alert',
      body: incidentIo('schedule.shift_change_v1', { schedule: { id: 'S1' } }),
    },
  ],
  datadog: [
    ...[
      'Triggered',
      'Re-Triggered',
      'Warn',
      'Re-Warn',
      'No Data',
      'Re-No Data',
      'Renotify',
      'Recovered',
    ].map((transition) => ({
      name: transition,
      body: {
        alert_cycle_key: '6157',
        alert_transition: transition,
        alert_type: transition === 'Recovered' ? 'success' : 'error',
        title: `[${transition}] Disk full`,
      },
    })),
    {
      name: 'the default body, recovered',
      body: {
        id: '8',
        event_type: 'metric_alert_monitor',
        title: '[Recovered on {host:db1}] Disk full',
        org: { id: '1' },
      },
    },
    {
      name: 'the body that ServiceNow proposes, filled in',
      body: {
        id: '7',
        title: '[P1] [Triggered] Disk full',
        alert_id: '99',
        alert_scope: 'host:db1',
        alert_priority: 'P1',
        alert_transition: 'Triggered',
        alert_type: 'error',
        priority: 'normal',
      },
    },
    {
      name: 'an incident',
      body: {
        incident_public_id: '42',
        incident_uuid: '0d1e',
        incident_title: 'Checkout is slow',
        incident_severity: 'SEV-2',
        incident_status: 'active',
      },
    },
    {
      name: 'its end',
      body: { incident_public_id: '42', incident_uuid: '0d1e', incident_status: 'resolved' },
    },
    {
      name: 'a security signal',
      body: {
        security_signal_id: 'AQ1',
        security_rule_name: 'Brute force',
        security_signal_severity: 'high',
      },
    },
  ],
  zabbix: [
    {
      name: 'the macros by their own names',
      body: {
        'EVENT.ID': '4711',
        'EVENT.NAME': 'Disk full',
        'EVENT.NSEVERITY': '5',
        'EVENT.VALUE': '1',
        'TRIGGER.ID': '13',
      },
    },
    {
      name: 'their recovery',
      body: {
        'EVENT.ID': '4711',
        'EVENT.NAME': 'Disk full',
        'EVENT.NSEVERITY': '5',
        'EVENT.VALUE': '0',
      },
    },
    {
      name: 'not classified',
      body: { event_id: '1', status: 'PROBLEM', severity: 'Not classified', name: 'Ping' },
    },
    {
      name: 'the media type for OnCall',
      body: { alert_uid: '4711', title: 'Disk full', state: 'ok', message: 'Resolved' },
    },
  ],
  'azure-monitor': [
    {
      name: 'Prometheus rule',
      body: azure(
        { monitoringService: 'Prometheus', severity: 'Sev1', configurationItems: ['cluster'] },
        { interval: 'PT1M', labels: { alertname: 'KubePodCrashLooping' } },
      ),
    },
    {
      name: 'smart detection',
      body: azure(
        {
          monitoringService: 'SmartDetector',
          alertRule: 'Failure Anomalies - shop',
          severity: 'Sev3',
        },
        { DetectionSummary: 'An abnormal rise', FormattedOccurrenceTime: '2026-11-20T08:00:00Z' },
      ),
    },
    {
      name: 'activity log, administrative',
      body: azure(
        { monitoringService: 'Activity Log - Administrative', alertRule: 'vm-deleted' },
        {
          eventSource: 'Administrative',
          level: 'Informational',
          operationName: 'delete',
          status: 'Succeeded',
        },
      ),
    },
    ...['Active', 'Resolved', 'RCA'].map((stage) => ({
      name: `Service Health, ${stage}`,
      body: azure(
        { monitoringService: 'ServiceHealth', alertId: `/alerts/${stage}` },
        {
          eventSource: 'ServiceHealth',
          status: stage,
          properties: { title: 'Storage in West Europe', trackingId: 'ABC1-DEF', stage },
        },
      ),
    })),
    ...['Unavailable', 'Available'].map((currentHealthStatus) => ({
      name: `Resource Health, ${currentHealthStatus}`,
      body: azure(
        { monitoringService: 'Resource Health', alertId: `/alerts/${currentHealthStatus}` },
        {
          eventSource: 'ResourceHealth',
          status: 'Active',
          properties: { title: 'Rebooted by a user', currentHealthStatus },
        },
      ),
    })),
    {
      name: 'a budget',
      body: {
        schemaId: 'AIP Budget Notification',
        data: {
          SubscriptionId: 's-1',
          SubscriptionName: 'Production',
          SpendingAmount: '100',
          Budget: '90',
          Unit: 'EUR',
          BudgetName: 'cloud',
          NotificationThresholdAmount: '0.8',
        },
      },
    },
    {
      name: 'autoscale of the classic kind',
      body: {
        version: '1.0',
        status: 'Activated',
        operation: 'Scale Out',
        context: { id: '/autoscale/1', name: 'web', resourceId: '/vmss/web', resourceName: 'web' },
      },
    },
  ],
  'aws-sns': [
    {
      name: 'a composite alarm',
      body: sns({
        AlarmName: 'shop',
        AlarmArn: 'arn:aws:cloudwatch:eu-west-1:1:alarm:shop',
        AlarmRule: 'ALARM(cpu) OR ALARM(disk)',
        NewStateValue: 'ALARM',
        StateChangeTime: '2026-11-20T08:00:00.000+0000',
        TriggeringChildren: [{ Arn: 'arn:aws:cloudwatch:eu-west-1:1:alarm:cpu' }],
      }),
    },
    ...['ALARM', 'OK', 'INSUFFICIENT_DATA'].map((value) => ({
      name: `an alarm by way of EventBridge, ${value}`,
      body: sns({
        version: '0',
        id: 'e-1',
        'detail-type': 'CloudWatch Alarm State Change',
        source: 'aws.cloudwatch',
        account: '1',
        time: '2026-11-20T08:00:00Z',
        region: 'eu-west-1',
        resources: ['arn:aws:cloudwatch:eu-west-1:1:alarm:cpu'],
        detail: { alarmName: 'cpu', state: { value, reason: 'Crossed' } },
      }),
    })),
    ...['open', 'closed'].map((statusCode) => ({
      name: `AWS Health, ${statusCode}`,
      body: sns({
        id: `e-${statusCode}`,
        'detail-type': 'AWS Health Event',
        source: 'aws.health',
        detail: {
          eventArn: 'arn:aws:health:eu-west-1::event/EC2/1',
          eventTypeCode: 'AWS_EC2_OPERATIONAL_ISSUE',
          statusCode,
          eventDescription: [{ latestDescription: 'We are looking.' }],
        },
      }),
    })),
    {
      name: 'an alarm without its envelope',
      body: { AlarmName: 'cpu', AWSAccountId: '1', Region: 'EU (Ireland)', NewStateValue: 'OK' },
    },
    { name: 'any text', body: sns('The backup failed.\nSee the log.') },
    {
      name: 'the end of a subscription',
      body: { ...sns('You have chosen to deactivate'), Type: 'UnsubscribeConfirmation' },
    },
  ],
  'google-cloud-monitoring': [
    {
      name: 'an incident without its id',
      body: {
        version: '1.2',
        incident: {
          state: 'closed',
          policy_name: 'Web',
          condition_name: 'CPU',
          resource: { labels: { zone: 'a' } },
        },
      },
    },
    {
      name: 'an error report',
      body: {
        version: '1.0',
        subject: '[shop] New error in web',
        group_info: {
          project_id: 'shop',
          detail_link:
            'https://console.cloud.google.com/errors/CABC?project=shop&utm_source=webhook',
        },
        exception_info: { type: 'TypeError', message: 'x is undefined' },
        event_info: { service: 'web', version: '1' },
      },
    },
  ],
  sentry: [
    ...['created', 'unresolved', 'resolved', 'archived', 'ignored', 'assigned'].map((action) => ({
      name: `issue ${action}`,
      body: {
        action,
        data: { issue: { id: '1', title: 'TypeError', level: 'error' } },
        actor: { name: 'Anna' },
      },
    })),
    {
      name: 'an occurrence that names its issue by an address',
      body: {
        action: 'triggered',
        data: {
          event: {
            title: 'A message',
            level: 'info',
            issue_url: 'https://sentry.io/api/0/issues/1638844654/',
          },
          triggered_rule: 'Send',
        },
      },
    },
    {
      name: 'an error',
      body: {
        action: 'created',
        data: { error: { issue_id: '1', title: 'TypeError', level: 'fatal' } },
      },
    },
    ...['critical', 'warning', 'resolved'].map((action) => ({
      name: `metric alert ${action}`,
      body: {
        action,
        data: { metric_alert: { id: '1', title: 'Errors' }, description_title: 'Critical: Errors' },
      },
    })),
    { name: 'an installation', body: { action: 'created', data: { installation: { uuid: 'u' } } } },
  ],
  'new-relic': [
    ...['CREATED', 'ACTIVATED', 'ACKNOWLEDGED', 'DEACTIVATED', 'CLOSED'].map((state) => ({
      name: `issue ${state}`,
      body: {
        id: 'i-1',
        title: ['Disk full'],
        priority: 'HIGH',
        state,
        createdAt: 1_763_625_600_000,
      },
    })),
    {
      name: 'an issue that its link names',
      body: {
        issueUrl:
          'https://one.newrelic.com/issues/0ea2df1c-adab-45d2-aae0-042b609d2322?notifier=WEBHOOK',
        title: 'Disk full',
        priority: 'CRITICAL',
        state: 'CREATED',
      },
    },
    {
      name: 'an issue with the names of a legacy policy',
      body: { id: 'i-1', condition_name: 'Disk', details: 'Disk full', state: 'activated' },
    },
    ...['open', 'acknowledged', 'closed'].map((state) => ({
      name: `incident of a legacy policy, ${state}`,
      body: {
        incident_id: 1234,
        condition_name: 'Disk',
        current_state: state,
        severity: 'WARNING',
      },
    })),
  ],
  dynatrace: [
    {
      name: 'the second version of the details alone',
      body: {
        ProblemDetailsJSONv2: {
          problemId: '-64_1V2',
          displayId: 'P-1',
          title: 'CPU saturation',
          status: 'OPEN',
          severityLevel: 'RESOURCE_CONTENTION',
          startTime: 1_763_625_600_000,
          endTime: -1,
        },
      },
    },
    {
      name: 'a problem of a workflow',
      body: {
        'event.id': '-64_1V2',
        display_id: 'P-1',
        'event.name': 'CPU saturation',
        'event.status': 'CLOSED',
        'event.category': 'AVAILABILITY',
      },
    },
    { name: 'merged', body: { PID: '1', ProblemID: 'P-1', State: 'MERGED', ProblemTitle: 'CPU' } },
    {
      name: 'a vulnerability',
      body: { SecurityProblemId: 'S-1', Title: 'Log4Shell', Status: 'OPEN' },
    },
  ],
  kibana: [
    { name: 'names without ids', body: { rule_name: 'Disk', action_group: 'recovered' } },
    {
      name: 'the variables as they are nested',
      body: {
        rule: { id: 'r', name: 'Disk' },
        alert: { id: 'db1', actionGroup: 'metrics.threshold.warning' },
        context: { reason: 'Disk is 91 % full' },
      },
    },
    {
      name: 'several alerts of one rule',
      body: {
        rule_id: 'r',
        rule_name: 'Disk',
        alerts: [{ id: 'db1' }, { id: 'db2', actionGroup: 'recovered' }],
      },
    },
  ],
  netwrix: [
    {
      name: 'one activity record',
      body: {
        Who: 'CORP\\admin',
        What: 'jdoe',
        Action: 'Modified',
        ObjectType: 'user',
        RID: 'r-1',
      },
    },
    {
      name: 'records of an alert',
      body: {
        AlertName: 'Privileged',
        ActivityRecords: [
          { What: 'a', RID: '1' },
          { What: 'b', RID: '2' },
        ],
      },
    },
  ],
  cloudevents: [
    {
      name: 'data in base64',
      body: {
        specversion: '1.0',
        id: '1',
        source: '/s',
        type: 'com.example.alert.resolved',
        data_base64: Buffer.from('{"id":"a1","title":"Disk full"}').toString('base64'),
      },
    },
    {
      name: 'an event without data',
      body: {
        specversion: '1.0',
        id: '1',
        source: '/s',
        type: 'com.example.alert.triggered',
        subject: 'db1',
      },
    },
  ],
  'standard-webhooks': [
    {
      name: 'the recommended form',
      body: {
        type: 'alert.resolved',
        timestamp: '2026-11-20T08:00:00Z',
        data: { id: 'a1', title: 'Disk full' },
      },
    },
    {
      name: 'a form without an envelope',
      body: { id: 'a1', status: 'firing', title: 'Disk full' },
    },
  ],
  generic: [
    'firing',
    'acknowledged',
    'unacknowledged',
    'silenced',
    'unsilenced',
    'resolved',
    'RECOVERY',
    'new',
  ].map((status) => ({ name: status, body: { id: 'a1', status, title: 'Disk full' } })),
};
