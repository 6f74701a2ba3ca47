import { expect, test } from 'vitest';
import type { AlertEvent } from '../domain/alert-event.ts';
import { loadSampleRequest } from './load-sample-request.ts';
import { findConnector } from './registry.ts';

/** What a person reads in the record besides title and severity; what says nothing is left out. */
type Details = Partial<Pick<AlertEvent, 'description' | 'labels' | 'actor' | 'url'>> & {
  readonly startedAt?: string;
  readonly endedAt?: string;
};

async function read(id: string, body: object): Promise<readonly AlertEvent[]> {
  const connector = findConnector(id);
  const { settings, toDelivery } = await loadSampleRequest(id);
  const bytes = Buffer.from(JSON.stringify(body));
  const delivery = { ...toDelivery(bytes, Date.UTC(2026, 10, 22)), body: bytes };
  const reading = connector?.read(delivery, settings);
  return reading?.kind === 'events' ? reading.events : [];
}

function toDetails(event: AlertEvent | undefined): Record<string, unknown> {
  const { labels, description, actor, url, startedAt, endedAt } = event ?? {};
  const instants = { startedAt: toText(startedAt), endedAt: toText(endedAt) };
  const all = { labels, description, actor, url, ...instants };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined && value !== ''),
  );
}

function toText(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString();
}

const start = '2026-11-20T08:00:00.000Z';
const end = '2026-11-20T09:00:00.000Z';
const url = 'https://tool.example.com/7';

/** Everything that is read of a body, each name of it once. */
const whole: readonly (readonly [string, object, Details])[] = [
  [
    'grafana',
    {
      status: 'resolved',
      alerts: [
        {
          labels: { alertname: 'Disk' },
          annotations: { description: 'Full' },
          startsAt: start,
          endsAt: end,
          panelURL: url,
          generatorURL: '',
        },
      ],
    },
    { labels: { alertname: 'Disk' }, description: 'Full', url, startedAt: start, endedAt: end },
  ],
  [
    'grafana-oncall',
    {
      event: { type: 'resolve' },
      user: { email: 'anna@example.com' },
      alert_group: {
        id: 'G1',
        state: 'resolved',
        created_at: start,
        resolved_at: end,
        labels: { tier: '1', team: 'shop' },
        permalinks: { web: url },
      },
      alert_payload: { alert_uid: 'u-1', message: 'Full' },
      integration: { name: 'Disks', team: 'Web' },
    },
    {
      labels: { tier: '1', team: 'Web', integration: 'Disks', alert_uid: 'u-1' },
      description: 'Full',
      actor: 'anna@example.com',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'grafana-oncall',
    {
      event: 'grafana.incident.updated.status',
      incident: {
        incidentID: '19',
        status: 'resolved',
        summary: 'Slow',
        isDrill: true,
        incidentType: 'internal',
        labels: [{ label: 'web' }, { label: 'shop' }],
        overviewURL: url,
        createdTime: start,
        incidentEnd: end,
        closedTime: '2026-11-20T10:00:00Z',
        createdByUser: { name: 'Anna' },
      },
    },
    {
      labels: { incident: '19', type: 'internal', drill: 'true', labels: 'web, shop' },
      description: 'Slow',
      actor: 'Anna',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'pagerduty',
    {
      event: {
        event_type: 'incident.resolved',
        occurred_at: end,
        agent: { summary: 'Anna' },
        data: {
          id: 'P1',
          html_url: url,
          number: 12,
          status: 'resolved',
          urgency: 'high',
          created_at: start,
          incident_key: 'disk',
          service: { name: 'Shop' },
          escalation_policy: { summary: 'Web' },
          priority: { summary: 'P2' },
          resolve_reason: { type: 'merge_resolve_reason' },
        },
      },
    },
    {
      labels: {
        incident_number: '12',
        incident_key: 'disk',
        service: 'Shop',
        escalation_policy: 'Web',
        priority: 'P2',
        urgency: 'high',
        resolve_reason: 'merge_resolve_reason',
      },
      actor: 'Anna',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'pagerduty',
    {
      messages: [
        {
          event: 'incident.resolve',
          created_on: end,
          incident: {
            id: 'P1',
            status: 'resolved',
            created_on: start,
            incident_number: 12,
            last_status_change_by: { name: 'Anna' },
          },
        },
      ],
    },
    { labels: { incident_number: '12' }, actor: 'Anna', startedAt: start, endedAt: end },
  ],
  [
    'pagerduty-events',
    {
      event_action: 'trigger',
      dedup_key: 'k',
      client: 'Nagios',
      links: [{ href: url }],
      payload: {
        summary: 'Disk',
        source: 'db1',
        severity: 'error',
        timestamp: start,
        component: 'disk',
        group: 'db',
        class: 'capacity',
        custom_details: { used: 99 },
      },
    },
    {
      labels: {
        used: '99',
        source: 'db1',
        component: 'disk',
        group: 'db',
        class: 'capacity',
        client: 'Nagios',
      },
      url,
      startedAt: start,
    },
  ],
  [
    'opsgenie',
    {
      action: 'Close',
      escalationName: 'Web',
      alert: {
        alertId: 'a-1',
        alias: 'disk',
        tinyId: '7',
        entity: 'db1',
        source: 'Nagios',
        username: 'anna',
        priority: 'P2',
        description: 'Full',
        createdAt: Date.parse(start),
        updatedAt: Date.parse(end) * 1_000_000,
      },
    },
    {
      labels: {
        alias: 'disk',
        tinyId: '7',
        entity: 'db1',
        source: 'Nagios',
        escalation: 'Web',
        priority: 'P2',
      },
      description: 'Full',
      actor: 'anna',
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'opsgenie-alerts',
    {
      message: 'Disk',
      alias: 'disk',
      entity: 'db1',
      source: url,
      priority: 'P2',
      tags: ['a', 'b'],
      user: 'anna',
      description: 'Full',
      details: { used: '99' },
    },
    {
      labels: {
        used: '99',
        alias: 'disk',
        entity: 'db1',
        source: url,
        priority: 'P2',
        tags: 'a, b',
      },
      description: 'Full',
      actor: 'anna',
      url,
    },
  ],
  [
    'incident-io',
    {
      event_type: 'public_incident.incident_updated_v2',
      'public_incident.incident_updated_v2': {
        id: 'I1',
        reference: 'INC-7',
        summary: 'Slow',
        permalink: url,
        mode: 'standard',
        visibility: 'public',
        created_at: start,
        updated_at: end,
        severity: { name: 'Major' },
        incident_type: { name: 'Default' },
        incident_status: { name: 'Closed', category: 'closed' },
        custom_field_entries: [
          {
            custom_field: { name: 'Team' },
            values: [{ value_catalog_entry: { name: 'Web' } }, { value_option: { value: 'Shop' } }],
          },
          {
            custom_field: { name: 'Misc' },
            values: [{ value_text: 'a' }, { value_numeric: '1' }, { value_link: url }],
          },
        ],
      },
    },
    {
      labels: {
        Team: 'Web, Shop',
        Misc: `a, 1, ${url}`,
        type: 'incident',
        reference: 'INC-7',
        severity: 'Major',
        incident_type: 'Default',
        status: 'Closed',
        mode: 'standard',
        visibility: 'public',
      },
      description: 'Slow',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'incident-io',
    {
      event_type: 'public_incident.follow_up_created_v2',
      'public_incident.follow_up_created_v2': {
        id: 'F1',
        incident_id: 'I1',
        title: 'Write it down',
        description: 'All of it',
        status: 'completed',
        priority: { name: 'High' },
        assignee: { name: 'Anna' },
        labels: ['a', 'b'],
        created_at: start,
        updated_at: '2026-11-20T10:00:00Z',
        completed_at: end,
        external_issue_reference: { issue_name: 'WEB-7', issue_permalink: url },
      },
    },
    {
      labels: {
        type: 'follow_up',
        incident_id: 'I1',
        assignee: 'Anna',
        priority: 'High',
        issue: 'WEB-7',
        labels: 'a, b',
      },
      description: 'All of it',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'incident-io',
    {
      event_type: 'public_alert.alert_resolved_v1',
      'public_alert.alert_resolved_v1': {
        id: 'A1',
        description: 'Full',
        deduplication_key: 'disk',
        alert_source_id: 'S1',
        source_url: url,
        created_at: start,
        resolved_at: end,
      },
    },
    {
      labels: { type: 'alert', deduplication_key: 'disk', alert_source_id: 'S1' },
      description: 'Full',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'incident-io',
    {
      event_type: 'public_escalation.escalation_status_updated_v1',
      'public_escalation.escalation_status_updated_v1': {
        escalation: {
          id: 'E1',
          created_at: start,
          updated_at: end,
          priority: { name: 'Urgent' },
          related_alerts: [{ id: 'A1' }],
          related_incidents: [{ reference: 'INC-7' }],
        },
        actor: { api_key: { name: 'script' } },
        new_status: 'cancelled',
      },
    },
    {
      labels: { type: 'escalation', priority: 'Urgent', alert_id: 'A1', incident: 'INC-7' },
      actor: 'script',
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'datadog',
    {
      alert_cycle_key: 'c',
      alert_transition: 'Recovered',
      monitor_id: 99,
      scopes: 'host:db1',
      alert_metric: 'disk.used',
      event_type: 'metric_alert_monitor',
      host: 'db1',
      tags: 'env:prod,plain',
      text: 'Full',
      username: 'anna',
      user: 'somebody',
      link: url,
      url: 'https://tool.example.com/other',
      last_updated: Date.parse(end),
      org: { name: 'Shop' },
    },
    {
      labels: {
        env: 'prod',
        plain: 'plain',
        host: 'db1',
        monitor: '99',
        scope: 'host:db1',
        metric: 'disk.used',
        event_type: 'metric_alert_monitor',
        organization: 'Shop',
      },
      description: 'Full',
      actor: 'anna',
      url,
      endedAt: end,
    },
  ],
  [
    'datadog',
    {
      incident_uuid: 'u-1',
      incident_status: 'completed',
      incident_msg: 'Slow',
      incident_url: url,
      username: 'anna',
      date: Date.parse(end),
    },
    { labels: { incident: 'u-1' }, description: 'Slow', actor: 'anna', url, endedAt: end },
  ],
  [
    'zabbix',
    {
      event_id: '77',
      status: 'RESOLVED',
      name: 'Disk',
      host: 'db1',
      host_ip: '192.0.2.1',
      item_name: 'Used space',
      trigger_id: '14',
      event_tags: 'a:b',
      opdata: '99 %',
      user: 'anna',
      link: url,
      labels: { team: 'web' },
      started_at: start,
      ended_at: end,
    },
    {
      labels: {
        team: 'web',
        tags: 'a:b',
        host: 'db1',
        ip: '192.0.2.1',
        item: 'Used space',
        trigger_id: '14',
      },
      description: '99 %',
      actor: 'anna',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'azure-monitor',
    {
      data: {
        essentials: {
          alertId: '/alerts/1',
          alertRule: 'cpu',
          severity: 'Sev1',
          signalType: 'Metric',
          monitorCondition: 'Resolved',
          monitoringService: 'Platform',
          alertTargetIDs: ['/vm1'],
          targetResourceType: 'vm',
          targetResourceGroup: 'web',
          firedDateTime: start,
          resolvedDateTime: end,
        },
        alertContext: {
          LinkToSearchResults: url,
          condition: { allOf: [{ webTestName: 'ping', operator: 'GreaterThan', threshold: 2 }] },
        },
        customProperties: { team: 'web' },
      },
    },
    {
      labels: {
        team: 'web',
        rule: 'cpu',
        severity: 'Sev1',
        signal: 'Metric',
        service: 'Platform',
        resource: '/vm1',
        resource_type: 'vm',
        resource_group: 'web',
      },
      description: 'ping GreaterThan 2',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'azure-monitor',
    {
      data: {
        status: 'Activated',
        context: {
          activityLog: {
            correlationId: 'c-1',
            resourceId: '/vm1',
            operationName: 'restart',
            level: 'Error',
            description: 'Restarted',
            eventTimestamp: start,
            properties: { service: 'Compute', region: 'West Europe' },
          },
        },
      },
    },
    {
      labels: {
        resource: '/vm1',
        level: 'Error',
        operation: 'restart',
        service: 'Compute',
        region: 'West Europe',
      },
      description: 'Restarted',
      startedAt: start,
    },
  ],
  [
    'azure-monitor',
    {
      status: 'Resolved',
      context: {
        id: '/a/1',
        name: 'cpu',
        description: 'Busy',
        timestamp: end,
        portalLink: url,
        resourceId: '/vm1',
      },
    },
    { labels: { resource: '/vm1' }, description: 'Busy', url, endedAt: end },
  ],
  [
    'azure-monitor',
    {
      data: {
        BudgetName: 'cloud',
        SubscriptionId: 's-1',
        SubscriptionName: 'Production',
        ResourceGroup: 'web',
        BudgetCreator: 'anna',
        NotificationThresholdAmount: '0.8',
      },
    },
    {
      labels: {
        budget: 'cloud',
        subscription: 'Production',
        resource_group: 'web',
        threshold: '0.8',
      },
      actor: 'anna',
    },
  ],
  [
    'aws-sns',
    {
      AlarmName: 'cpu',
      AlarmDescription: 'Busy',
      AWSAccountId: '1',
      Region: 'EU (Ireland)',
      NewStateValue: 'ALARM',
      NewStateReason: 'Crossed',
      StateChangeTime: start,
      Trigger: {
        MetricName: 'CPU',
        Namespace: 'AWS/EC2',
        Dimensions: [{ name: 'InstanceId', value: 'i-1' }],
      },
    },
    {
      labels: {
        InstanceId: 'i-1',
        alarm: 'cpu',
        account: '1',
        region: 'EU (Ireland)',
        namespace: 'AWS/EC2',
        metric: 'CPU',
      },
      description: 'Busy\n\nCrossed',
      startedAt: start,
    },
  ],
  [
    'aws-sns',
    {
      'detail-type': 'AWS Health Event',
      source: 'aws.health',
      account: '1',
      region: 'eu-west-1',
      time: '2026-11-20T10:00:00Z',
      detail: {
        eventArn: 'arn:1',
        statusCode: 'closed',
        startTime: start,
        endTime: end,
        eventDescription: [{ latestDescription: 'Over' }],
      },
    },
    {
      labels: { source: 'aws.health', account: '1', region: 'eu-west-1' },
      description: 'Over',
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'aws-sns',
    {
      Type: 'Notification',
      MessageId: 'm-1',
      TopicArn: 'arn:t',
      Message: 'Failed',
      Timestamp: start,
    },
    { labels: { topic: 'arn:t' }, description: 'Failed', startedAt: start },
  ],
  [
    'google-cloud-monitoring',
    {
      incident: {
        incident_id: '1',
        state: 'closed',
        url,
        started_at: Date.parse(start) / 1000,
        ended_at: Date.parse(end) / 1000,
        policy_name: 'Web',
        condition_name: 'CPU',
        resource_name: 'vm1',
        scoping_project_id: 'shop',
        resource: { type: 'gce_instance', labels: { zone: 'a' } },
        metric: { type: 'cpu', labels: { core: '1' } },
        metadata: { user_labels: { team: 'web' } },
        policy_user_labels: { tier: '1' },
        documentation: { subject: 'Busy' },
      },
    },
    {
      labels: {
        team: 'web',
        tier: '1',
        core: '1',
        zone: 'a',
        policy: 'Web',
        condition: 'CPU',
        resource: 'vm1',
        resource_type: 'gce_instance',
        metric: 'cpu',
        project: 'shop',
      },
      description: 'Busy',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'sentry',
    {
      action: 'created',
      actor: { name: 'Anna' },
      data: {
        issue: {
          id: '1',
          shortId: 'WEB-1',
          culprit: 'app.js',
          level: 'error',
          platform: 'node',
          project: { name: 'web' },
          firstSeen: start,
          permalink: url,
        },
      },
    },
    {
      labels: { issue: 'WEB-1', project: 'web', level: 'error', platform: 'node' },
      description: 'app.js',
      actor: 'Anna',
      url,
      startedAt: start,
    },
  ],
  [
    'sentry',
    {
      action: 'resolved',
      data: {
        metric_alert: {
          id: '1',
          date_started: start,
          date_closed: end,
          alert_rule: { name: 'Errors', environment: 'prod' },
        },
        description_text: '9 errors',
        web_url: url,
      },
    },
    {
      labels: { rule: 'Errors', environment: 'prod' },
      description: '9 errors',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'sentry',
    {
      id: '1',
      message: 'TypeError',
      level: 'error',
      culprit: 'app.js',
      url,
      project_slug: 'web',
      event: { environment: 'prod' },
    },
    {
      labels: { project: 'web', level: 'error', environment: 'prod', culprit: 'app.js' },
      description: 'TypeError',
      url,
    },
  ],
  [
    'new-relic',
    {
      id: 'i-1',
      state: 'CLOSED',
      condition_name: 'Disk',
      policy_name: 'Hosts',
      details: 'Full',
      impactedEntities: ['db1', 'db2'],
      workflowName: 'Web',
      owner: 'anna',
      issuePageUrl: url,
      createdAt: Date.parse(start),
      closedAt: Date.parse(end),
    },
    {
      labels: { condition: 'Disk', policy: 'Hosts', entity: 'db1, db2', workflow: 'Web' },
      description: 'Full',
      actor: 'anna',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'new-relic',
    {
      incident_id: 7,
      current_state: 'open',
      condition_name: 'Disk',
      policy_name: 'Hosts',
      account_name: 'Shop',
      details: 'Full',
      targets: [{ name: 'db1', labels: { zone: 'a' } }],
      owner: 'anna',
      incident_url: url,
      timestamp: Date.parse(start),
    },
    {
      labels: { zone: 'a', condition: 'Disk', policy: 'Hosts', account: 'Shop', entity: 'db1' },
      description: 'Full',
      actor: 'anna',
      url,
      startedAt: start,
    },
  ],
  [
    'dynatrace',
    {
      'event.id': '-64_1V2',
      display_id: 'P-1',
      'event.status': 'CLOSED',
      'event.category': 'AVAILABILITY',
      'event.description': 'Down',
      'event.start': start,
      'event.end': end,
      ProblemImpact: 'INFRASTRUCTURE',
      ImpactedEntities: [{ name: 'db1' }],
      ImpactedEntityNames: 'db2',
      Tags: 'web',
      ProblemURL: url,
    },
    {
      labels: {
        problem: 'P-1',
        severity: 'AVAILABILITY',
        impact: 'INFRASTRUCTURE',
        entities: 'db1, db2',
        tags: 'web',
      },
      description: 'Down',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'kibana',
    {
      rule: { id: 'r', name: 'Disk', url, spaceId: 'default', tags: ['a', 'b'] },
      alert: { id: 'db1', actionGroupName: 'Recovered', startedAt: start, endedAt: end },
      context: { reason: 'Full', host: 'db1' },
    },
    {
      labels: { rule: 'Disk', alert: 'db1', host: 'db1', space: 'default', tags: 'a, b' },
      description: 'Full',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'netwrix',
    {
      RID: 'r-1',
      AlertName: 'Privileged',
      Who: 'anna',
      What: 'jdoe',
      When: start,
      Where: 'dc1',
      Action: 'Modified',
      ObjectType: 'user',
      DataSource: 'Active Directory',
      Workstation: 'pc1',
      MonitoringPlan: 'AD',
      Item: { Name: 'corp' },
      DetailList: [{ PropertyName: 'Name', Before: 'a' }, { Message: 'Said' }],
    },
    {
      labels: {
        alert: 'Privileged',
        who: 'anna',
        what: 'jdoe',
        where: 'dc1',
        action: 'Modified',
        object_type: 'user',
        data_source: 'Active Directory',
        workstation: 'pc1',
        monitoring_plan: 'AD',
        item: 'corp',
      },
      description: 'Name: a → nothing\nSaid',
      actor: 'anna',
      startedAt: start,
    },
  ],
  [
    'cloudevents',
    {
      specversion: '1.0',
      id: '1',
      source: '/s',
      type: 'check.resolved',
      subject: 'db1',
      time: end,
      data: { description: 'Full', labels: { team: 'web' }, actor: 'anna', url, startedAt: start },
    },
    {
      labels: { type: 'check.resolved', source: '/s', subject: 'db1', team: 'web' },
      description: 'Full',
      actor: 'anna',
      url,
      startedAt: start,
      endedAt: end,
    },
  ],
  [
    'standard-webhooks',
    { type: 'check.resolved', timestamp: end, data: { id: '1' } },
    { labels: { type: 'check.resolved' }, endedAt: end },
  ],
  [
    'slack',
    {
      channel: '#ops',
      username: 'Grafana',
      attachments: [
        { title: 'Disk', title_link: url, text: 'Full', fields: [{ title: 'team', value: 'web' }] },
      ],
    },
    { labels: { team: 'web', channel: '#ops', sender: 'Grafana' }, description: 'Full', url },
  ],
];

test.each(whole)('all of a body of %s is read, %#', async (id, body, expected) => {
  const [event] = await read(id, body);

  expect(toDetails(event)).toEqual(expected);
});

const incident = (category: string) => ({
  event_type: 'public_incident.incident_updated_v2',
  'public_incident.incident_updated_v2': { id: 'I1', incident_status: { category } },
});
const followUp = (moment: string, status: string) => ({
  event_type: `public_incident.follow_up_${moment}_v2`,
  [`public_incident.follow_up_${moment}_v2`]: { id: 'F1', status, created_at: start },
});
const escalation = (status: string) => ({
  event_type: 'public_escalation.escalation_created_v1',
  'public_escalation.escalation_created_v1': { id: 'E1', status },
});
const priorityOf = (label: string) => ({
  event_type: 'public_alert.alert_created_v1',
  'public_alert.alert_created_v1': {
    id: 'A1',
    attributes: [{ attribute: { name: 'priority' }, value: { label } }],
  },
});
const bridge = (detail: object) => ({ 'detail-type': 'News', time: end, detail });
const log = (operationName: string) => ({
  data: {
    status: 'Activated',
    context: { activityLog: { correlationId: 'c-1', operationName } },
  },
});

/** Names that stand for each other, and what is told by one of them alone. */
const partial: readonly (readonly [string, object, Partial<AlertEvent>])[] = [
  [
    'alertmanager',
    { status: 'resolved', alerts: [{ labels: { a: 'b' } }] },
    { status: 'resolved' },
  ],
  ['grafana', { labels: { alertname: 'Disk' }, status: 'resolved' }, { status: 'resolved' }],
  ['grafana', { ruleName: 'CPU', state: 'ok' }, { fingerprint: 'rule:CPU', status: 'resolved' }],
  ['grafana', { title: 'Disk', state: 'ok' }, { status: 'resolved' }],
  ['grafana', { title: '[RESOLVED:2] Disk' }, { status: 'resolved' }],
  ['grafana', { alerts: [{ labels: {}, dashboardURL: url }] }, { url }],
  ['grafana', { alerts: [{ labels: {} }], externalURL: url }, { url }],
  [
    'grafana-oncall',
    { event: { type: 'personal notification' }, alert_group: { id: 'G1', state: 'resolved' } },
    { status: 'resolved' },
  ],
  [
    'grafana-oncall',
    { event: { type: 'escalation' }, alert_group: { id: 'G1' } },
    { isEscalation: true },
  ],
  ['pagerduty', { messages: [{ incident: { id: 'P1' } }] }, { kind: 'state', status: 'firing' }],
  [
    'pagerduty',
    { messages: [{ type: 'incident.annotate', incident: { id: 'P1' } }] },
    { kind: 'change' },
  ],
  ['opsgenie', { action: 'EscalateNext', alert: { alertId: 'a-1' } }, { isEscalation: true }],
  ['incident-io', incident('live'), { kind: 'state', status: 'firing' }],
  ['incident-io', incident('learning'), { kind: 'state', status: 'resolved' }],
  ['incident-io', followUp('created', 'outstanding'), { startedAt: Date.parse(start) }],
  ['incident-io', followUp('updated', 'outstanding'), { startedAt: undefined }],
  ['incident-io', followUp('updated', 'completed'), { startedAt: Date.parse(start) }],
  ['datadog', { alert_id: '1', event_title: 'Disk' }, { title: 'Disk' }],
  ['datadog', { alert_id: '1', alert_type: 'success' }, { status: 'resolved' }],
  ['datadog', { alert_id: '1', alert_type: 'error' }, { status: 'firing' }],
  ['datadog', { monitor_id: '1', scopes: 'host:db1' }, { fingerprint: '1:host:db1' }],
  ['zabbix', { event_id: '7', trigger_name: 'Disk' }, { title: 'Disk' }],
  ['zabbix', { event_id: '7', item: 'Used' }, { labels: { item: 'Used' } }],
  [
    'azure-monitor',
    {
      data: {
        essentials: { alertId: '/a/1' },
        alertContext: { status: 'Active', properties: { trackingId: 'T', stage: 'Resolved' } },
      },
    },
    { fingerprint: 'T', status: 'resolved' },
  ],
  [
    'azure-monitor',
    { AlertRuleName: 'cpu', WorkspaceId: 'w', LinkToFilteredSearchResultsUI: url },
    { url, labels: { rule: 'cpu', resource: 'w' } },
  ],
  ['new-relic', { id: 'i-1', status: 'closed' }, { status: 'resolved' }],
  ['new-relic', { id: 'i-1', details: 'Full' }, { title: 'Full' }],
  [
    'new-relic',
    { issuePageUrl: 'https://one.newrelic.com/issues/0ea2df1c-adab-45d2-aae0-042b609d2322' },
    { fingerprint: '0ea2df1c-adab-45d2-aae0-042b609d2322' },
  ],
  ['kibana', { title: 'Disk' }, { fingerprint: 'Disk', title: 'Disk' }],
  ['kibana', { rule_id: 'r', status: 'recovered' }, { status: 'resolved' }],
  ['kibana', { rule_id: 'r', url, rule_url: 'https://tool.example.com/rule' }, { url }],
  ['kibana', { rule_id: 'r', message: 'Full' }, { description: 'Full' }],
  ['incident-io', escalation('resolved'), { status: 'resolved' }],
  ['incident-io', escalation('expired'), { status: 'firing' }],
  ['incident-io', escalation('one of a later release'), { status: 'firing' }],
  ['incident-io', priorityOf('P1'), { severity: 'critical' }],
  ['datadog', { alert_id: '1', user: 'anna' }, { actor: 'anna' }],
  ['datadog', { alert_id: '1', severity: 'high', priority: 'low' }, { severity: 'high' }],
  ['datadog', { alert_id: '1', alert_title: 'Disk' }, { title: 'Disk' }],
  ['datadog', { incident_public_id: '42' }, { fingerprint: 'incident:42' }],
  [
    'datadog',
    { security_signal_id: 's', security_rule_name: 'Login', url },
    { labels: { rule: 'Login' }, url },
  ],
  ['new-relic', { id: 'i-1', severity: 'WARNING' }, { severity: 'warning' }],
  ['zabbix', { event_id: '7', host: 'a', host_name: 'db1' }, { labels: { host: 'db1' } }],
  ['zabbix', { event_id: '7', trigger_severity: 'High' }, { severity: 'high' }],
  ['zabbix', { event_id: '7', trigger_status: 'OK' }, { status: 'resolved' }],
  ['dynatrace', { securityProblemId: 's', securityProblemUrl: url }, { url }],
  [
    'dynatrace',
    { PID: '1', ProblemDetailsJSON: { startTime: 1, displayName: '7' } },
    { labels: { problem: '7' } },
  ],
  ['aws-sns', bridge({ id: 'f-1', title: 'Port scan' }), { title: 'Port scan' }],
  [
    'aws-sns',
    bridge({ alarmName: 'cpu', state: { value: 'OK', timestamp: start } }),
    { status: 'resolved', endedAt: Date.parse(start), startedBefore: Date.parse(start) },
  ],
  ['slack', { attachments: [{ fallback: 'Disk' }] }, { title: 'Disk' }],
];

test.each(partial)('%s: %j says %j', async (id, body, expected) => {
  expect(await read(id, body)).toMatchObject([expected]);
});

test('what was done under one correlation of Azure is one alert', async () => {
  const [one, other] = [
    await read('azure-monitor', log('start')),
    await read('azure-monitor', log('stop')),
  ];

  expect(one[0]?.fingerprint).toBe(other[0]?.fingerprint);
});
