/**
 * What each variant says: `group | fingerprint | status | severity | title`, `-` for no group; no line for
 * what is no alert.
 */
export const expectedVariants: Readonly<
  Record<string, Readonly<Record<string, readonly string[]>>>
> = {
  alertmanager: {
    'a release that says why it notifies': ['{"alertname":"Up"} | aa | resolved | unknown | Up'],
    'one alert of a script, its summary beside the labels': [
      '- | 783224ad85c5b3a8 | firing | warning | Queue is full',
    ],
  },
  grafana: {
    'an alert of which the template kept the status only': [
      '{} | 44136fa355b3678a1146ad16f7e8649e | firing | unknown | [FIRING:1]',
    ],
    'a template of Go, which prints times in its own way, without group labels': [
      '- | 57c6d9296de2ad39 | firing | unknown | TestAlert on Grafana',
    ],
    'a template that keeps title and state only': [
      '- | 5c1e8365ddb6a8469badc18a853cd058 | firing | unknown | [FIRING:1] Disk full',
    ],
    'its end, with another count': [
      '- | 5c1e8365ddb6a8469badc18a853cd058 | resolved | unknown | [RESOLVED] Disk full',
    ],
    'legacy alerting, pending': ['- | rule:7 | change, firing | unknown | CPU'],
    'legacy alerting, without data': ['- | rule:7 | firing | unknown | CPU'],
    'legacy alerting, paused': ['- | rule:7 | silenced | unknown | CPU'],
  },
  'grafana-oncall': {
    acknowledge: ['- | I68T24C13IFW1 | acknowledged | unknown | Disk full on db1'],
    unacknowledge: ['- | I68T24C13IFW1 | unacknowledged | unknown | Disk full on db1'],
    resolve: ['- | I68T24C13IFW1 | resolved | unknown | Disk full on db1'],
    unresolve: ['- | I68T24C13IFW1 | firing | unknown | Disk full on db1'],
    unsilence: ['- | I68T24C13IFW1 | unsilenced | unknown | Disk full on db1'],
    'silence, until': ['- | I68T24C13IFW1 | silenced | unknown | Disk full on db1'],
    'escalation of what is acknowledged': [
      '- | I68T24C13IFW1 | acknowledged | unknown | Disk full on db1',
    ],
    'an alert whose first payload is a text, and nobody did it': [
      '- | I68T24C13IFW1 | firing | unknown | Disk full on db1',
    ],
    'a group of Alertmanager, with its labels': [
      '- | I68T24C13IFW1 | firing | critical | Disk full on db1',
    ],
    'an incident of IRM': ['- | incident:19 | firing | high | Checkout is slow'],
    'its role': ['- | incident:19 | change, firing | high | Checkout is slow'],
    'its severity': ['- | incident:19 | firing | critical | Checkout is slow'],
    'its end': ['- | incident:19 | resolved | high | Checkout is slow'],
  },
  pagerduty: {
    triggered: ['- | PINC1 | firing | high | Checkout is slow'],
    acknowledged: ['- | PINC1 | acknowledged | high | Checkout is slow'],
    unacknowledged: ['- | PINC1 | unacknowledged | high | Checkout is slow'],
    reopened: ['- | PINC1 | firing | high | Checkout is slow'],
    resolved: ['- | PINC1 | resolved | high | Checkout is slow'],
    'escalated, of what is acknowledged': ['- | PINC1 | acknowledged | high | Checkout is slow'],
    'delegated, of what is acknowledged': ['- | PINC1 | acknowledged | high | Checkout is slow'],
    'reassigned, of what is acknowledged': ['- | PINC1 | acknowledged | high | Checkout is slow'],
    'priority_updated, of what is acknowledged': [
      '- | PINC1 | acknowledged | high | Checkout is slow',
    ],
    'service_updated, of what is acknowledged': [
      '- | PINC1 | acknowledged | high | Checkout is slow',
    ],
    annotated: ['- | PINC1 | note, firing | unknown | Checkout is slow'],
    'status update published': ['- | PINC1 | note, firing | unknown | Checkout is slow'],
    'responder added': ['- | PINC1 | change, firing | unknown | Checkout is slow'],
    'responder replied': ['- | PINC1 | change, firing | unknown | Checkout is slow'],
    'conference bridge': ['- | PINC1 | change, firing | unknown | Checkout is slow'],
    'custom field values': ['- | PINC1 | change, firing | unknown | Checkout is slow'],
    'workflow, which has an id of its own': [
      '- | PINC1 | change, firing | unknown | Checkout is slow',
    ],
    'a service, and no incident': [],
    'the test of a subscription': [],
    'version 2, resolved': ['- | PINC1 | resolved | high | Checkout is slow'],
    'version 1, resolved by itself': ['- | PINC1 | resolved | unknown | Checkout is slow'],
  },
  'pagerduty-events': {
    'a trigger without a key': ['- | 14bbae1b704a48957c70717bde0c10c4 | firing | warning | Up'],
    'an end that says the key only': ['- | k | resolved | unknown | Alert k'],
  },
  opsgenie: {
    Create: ['- | alert-1 | firing | high | Disk full on db1'],
    Acknowledge: ['- | alert-1 | acknowledged | high | Disk full on db1'],
    UnAcknowledge: ['- | alert-1 | unacknowledged | high | Disk full on db1'],
    Snooze: ['- | alert-1 | silenced | high | Disk full on db1'],
    SnoozeEnded: ['- | alert-1 | unsilenced | high | Disk full on db1'],
    Close: ['- | alert-1 | resolved | high | Disk full on db1'],
    Delete: ['- | alert-1 | deleted, resolved | high | Disk full on db1'],
    AddTags: ['- | alert-1 | change, firing | high | Disk full on db1'],
    AddTeam: ['- | alert-1 | change, firing | high | Disk full on db1'],
    AddResponder: ['- | alert-1 | change, firing | high | Disk full on db1'],
    AssignOwnership: ['- | alert-1 | change, firing | high | Disk full on db1'],
    TakeOwnership: ['- | alert-1 | change, firing | high | Disk full on db1'],
    UpdatePriority: ['- | alert-1 | change, firing | high | Disk full on db1'],
    UpdateMessage: ['- | alert-1 | change, firing | high | Disk full on db1'],
    EscalateNext: ['- | alert-1 | change, firing | high | Disk full on db1'],
    CustomActionOfOurs: ['- | alert-1 | change, firing | high | Disk full on db1'],
    AddNote: ['- | alert-1 | note, firing | high | Disk full on db1'],
    'Close, with a note': [
      '- | alert-1 | resolved | high | Disk full on db1',
      '- | alert-1 | note, resolved | high | Disk full on db1',
    ],
    'Escalate, which has the id only': [
      '- | alert-1 | change, firing | unknown | Opsgenie alert alert-1',
    ],
  },
  'incident-io': {
    'alert created': ['- | A1 | firing | unknown | Disk full'],
    'incident created in triage': ['- | I1 | firing | critical | Checkout'],
    'incident live': ['- | I1 | firing | unknown | Checkout'],
    'incident paused': ['- | I1 | silenced | unknown | Checkout'],
    'incident learning': ['- | I1 | resolved | unknown | Checkout'],
    'incident closed': ['- | I1 | resolved | unknown | Checkout'],
    'incident declined': ['- | I1 | resolved | unknown | Checkout'],
    'incident merged': ['- | I1 | resolved | unknown | Checkout'],
    'incident canceled': ['- | I1 | resolved | unknown | Checkout'],
    'incident live again': ['- | I1 | unsilenced | unknown | Checkout'],
    'private status, of which the id is told': [
      '- | I1 | change, firing | unknown | Private incident I1',
    ],
    'follow-up outstanding': ['- | F1 | firing | unknown | Add an alert'],
    'follow-up completed': ['- | F1 | resolved | unknown | Add an alert'],
    'follow-up deleted': ['- | F1 | resolved | unknown | Add an alert'],
    'follow-up not_doing': ['- | F1 | resolved | unknown | Add an alert'],
    'follow-up in_progress': ['- | F1 | firing | unknown | Add an alert'],
    'action completed': ['- | X1 | resolved | unknown | Call the provider'],
    'escalation created': ['- | E1 | firing | unknown | Web'],
    'escalation acked': ['- | E1 | acknowledged | unknown | Web'],
    'a shift, which is no alert': [],
  },
  datadog: {
    Triggered: ['- | 6157 | firing | high | [Triggered] Disk full'],
    'Re-Triggered': ['- | 6157 | firing | high | [Re-Triggered] Disk full'],
    Warn: ['- | 6157 | firing | warning | [Warn] Disk full'],
    'Re-Warn': ['- | 6157 | firing | warning | [Re-Warn] Disk full'],
    'No Data': ['- | 6157 | firing | high | [No Data] Disk full'],
    'Re-No Data': ['- | 6157 | firing | high | [Re-No Data] Disk full'],
    Renotify: ['- | 6157 | firing | high | [Renotify] Disk full'],
    Recovered: ['- | 6157 | resolved | unknown | [Recovered] Disk full'],
    'the default body, recovered': [
      '- | c1f677f4527654612d5d8759428b1e92 | resolved | unknown | [Recovered on {host:db1}] Disk full',
    ],
    'the body that ServiceNow proposes, filled in': [
      '- | 99:host:db1 | firing | critical | [P1] [Triggered] Disk full',
    ],
    'an incident': ['- | incident:0d1e | firing | high | Checkout is slow'],
    'its end': ['- | incident:0d1e | resolved | unknown | Datadog incident 0d1e'],
    'a security signal': ['- | signal:AQ1 | firing | high | Brute force'],
  },
  zabbix: {
    'the macros by their own names': ['- | 4711 | firing | critical | Disk full'],
    'their recovery': ['- | 4711 | resolved | critical | Disk full'],
    'not classified': ['- | 1 | firing | unknown | Ping'],
    'the media type for OnCall': ['- | 4711 | resolved | unknown | Disk full'],
  },
  'azure-monitor': {
    'Prometheus rule': ['- | /alerts/1 | firing | high | rule on cluster'],
    'smart detection': ['- | /alerts/1 | firing | info | Failure Anomalies - shop'],
    'activity log, administrative': ['- | /alerts/1 | firing | info | vm-deleted'],
    'Service Health, Active': ['- | ABC1-DEF | firing | info | Storage in West Europe'],
    'Service Health, Resolved': ['- | ABC1-DEF | resolved | info | Storage in West Europe'],
    'Service Health, RCA': ['- | ABC1-DEF | resolved | info | Storage in West Europe'],
    'Resource Health, Unavailable': [
      '- | health:/subscriptions/s/vm1 | firing | info | Rebooted by a user',
    ],
    'Resource Health, Available': [
      '- | health:/subscriptions/s/vm1 | resolved | info | Rebooted by a user',
    ],
    'a budget': [
      '- | fcb65780bfe1aa08b2340672448ab054 | firing | unknown | Budget cloud: 100 EUR of 90 EUR spent',
    ],
    'autoscale of the classic kind': [
      '- | 4eb5d0730570759a8bdc5fb014d5e906 | firing | unknown | web on web',
    ],
  },
  'aws-sns': {
    'a composite alarm': [
      '- | arn:aws:cloudwatch:eu-west-1:1:alarm:shop | firing | unknown | shop',
    ],
    'an alarm by way of EventBridge, ALARM': [
      '- | arn:aws:cloudwatch:eu-west-1:1:alarm:cpu | firing | unknown | cpu',
    ],
    'an alarm by way of EventBridge, OK': [
      '- | arn:aws:cloudwatch:eu-west-1:1:alarm:cpu | resolved | unknown | cpu',
    ],
    'an alarm by way of EventBridge, INSUFFICIENT_DATA': [
      '- | arn:aws:cloudwatch:eu-west-1:1:alarm:cpu | change, firing | unknown | cpu',
    ],
    'AWS Health, open': [
      '- | arn:aws:health:eu-west-1::event/EC2/1 | firing | unknown | AWS_EC2_OPERATIONAL_ISSUE',
    ],
    'AWS Health, closed': [
      '- | arn:aws:health:eu-west-1::event/EC2/1 | resolved | unknown | AWS_EC2_OPERATIONAL_ISSUE',
    ],
    'an alarm without its envelope': ['- | 1 EU (Ireland) cpu | resolved | unknown | cpu'],
    'any text': ['- | m-1 | firing | unknown | The backup failed.'],
    'the end of a subscription': [],
  },
  'google-cloud-monitoring': {
    'an incident without its id': [
      '- | a5a7b79ed08b04d085e403b5610440f4 | resolved | unknown | CPU',
    ],
    'an error report': [
      '- | 7647cf7156120154be4230b99e2955c8 | firing | high | [shop] New error in web',
    ],
  },
  sentry: {
    'issue created': ['- | issue:1 | firing | high | TypeError'],
    'issue unresolved': ['- | issue:1 | firing | high | TypeError'],
    'issue resolved': ['- | issue:1 | resolved | high | TypeError'],
    'issue archived': ['- | issue:1 | silenced | high | TypeError'],
    'issue ignored': ['- | issue:1 | silenced | high | TypeError'],
    'issue assigned': ['- | issue:1 | change, firing | high | TypeError'],
    'an occurrence that names its issue by an address': [
      '- | issue:1638844654 | firing | info | A message',
    ],
    'an error': ['- | issue:1 | firing | critical | TypeError'],
    'metric alert critical': ['- | metric-alert:1 | firing | critical | Critical: Errors'],
    'metric alert warning': ['- | metric-alert:1 | firing | warning | Critical: Errors'],
    'metric alert resolved': ['- | metric-alert:1 | resolved | unknown | Critical: Errors'],
    'an installation': [],
  },
  'new-relic': {
    'issue CREATED': ['- | i-1 | firing | high | Disk full'],
    'issue ACTIVATED': ['- | i-1 | firing | high | Disk full'],
    'issue ACKNOWLEDGED': ['- | i-1 | acknowledged | high | Disk full'],
    'issue DEACTIVATED': ['- | i-1 | resolved | high | Disk full'],
    'issue CLOSED': ['- | i-1 | resolved | high | Disk full'],
    'an issue that its link names': [
      '- | 0ea2df1c-adab-45d2-aae0-042b609d2322 | firing | critical | Disk full',
    ],
    'an issue with the names of a legacy policy': ['- | i-1 | firing | unknown | Disk'],
    'incident of a legacy policy, open': ['- | incident:1234 | firing | warning | Disk'],
    'incident of a legacy policy, acknowledged': [
      '- | incident:1234 | acknowledged | warning | Disk',
    ],
    'incident of a legacy policy, closed': ['- | incident:1234 | resolved | warning | Disk'],
  },
  dynatrace: {
    'the second version of the details alone': ['- | -64_1V2 | firing | warning | CPU saturation'],
    'a problem of a workflow': ['- | -64_1V2 | resolved | critical | CPU saturation'],
    merged: ['- | 1 | resolved | unknown | CPU'],
    'a vulnerability': ['- | S-1 | firing | unknown | Log4Shell'],
  },
  kibana: {
    'names without ids': ['- | Disk | resolved | unknown | Disk'],
    'the variables as they are nested': ['- | r:db1 | firing | warning | Disk: db1'],
    'several alerts of one rule': [
      '- | r:db1 | firing | unknown | Disk: db1',
      '- | r:db2 | resolved | unknown | Disk: db2',
    ],
  },
  netwrix: {
    'one activity record': ['- | r-1 | firing | unknown | Modified user jdoe by CORP\\admin'],
    'records of an alert': [
      'Privileged | 1 | firing | unknown | Privileged: a',
      'Privileged | 2 | firing | unknown | Privileged: b',
    ],
  },
  cloudevents: {
    'data in base64': ['- | a1 | resolved | unknown | Disk full'],
    'an event without data': ['- | /s db1 | firing | unknown | db1'],
  },
  'standard-webhooks': {
    'the recommended form': ['- | a1 | resolved | unknown | Disk full'],
    'a form without an envelope': ['- | a1 | firing | unknown | Disk full'],
  },
  generic: {
    firing: ['- | a1 | firing | unknown | Disk full'],
    acknowledged: ['- | a1 | acknowledged | unknown | Disk full'],
    unacknowledged: ['- | a1 | unacknowledged | unknown | Disk full'],
    silenced: ['- | a1 | silenced | unknown | Disk full'],
    unsilenced: ['- | a1 | unsilenced | unknown | Disk full'],
    resolved: ['- | a1 | resolved | unknown | Disk full'],
    RECOVERY: ['- | a1 | resolved | unknown | Disk full'],
    new: ['- | a1 | firing | unknown | Disk full'],
  },
};
