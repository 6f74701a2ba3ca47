import { expect, test } from 'vitest';
import { alertmanagerIsHere, startAlertmanager } from '../sources/alertmanager.ts';
import { valueIn } from '../support/instance-client.ts';
import { intakeUrl } from '../support/relay-file.ts';
import { startToolsSystem, untilDrained } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

const routingKey = 'R0UT1NGKEYOFTHESCENARIO000000000';
const apiKey = 'key-of-the-opsgenie-source';
const token = 'token-of-the-slack-source';
const labels = { alertname: 'InstanceDown', instance: 'web-01:9100', severity: 'critical' };

test.skipIf(!alertmanagerIsHere())(
  'an Alertmanager that believes it speaks to PagerDuty, Opsgenie and Slack opens and ends incidents',
  async () => {
    await using alertmanager = await startAlertmanager();
    await using system = await startToolsSystem({
      sources: [
        { name: 'pagerduty', connector: 'pagerduty-events', settings: { routingKey } },
        { name: 'opsgenie', connector: 'opsgenie-alerts', settings: { apiKey } },
        { name: 'slack', connector: 'slack', settings: { queryToken: token } },
      ],
      routes: [
        {
          name: 'incidents',
          sources: ['pagerduty', 'opsgenie', 'slack'],
          connection: 'production',
        },
      ],
    });
    const { agent, relay } = system;
    const urlOf = (source: string) => intakeUrl(relay.url, source);
    await alertmanager.notifyBy({
      pagerduty_configs: [{ routing_key: routingKey, url: `${urlOf('pagerduty')}/v2/enqueue` }],
      opsgenie_configs: [
        { api_key: apiKey, api_url: `${urlOf('opsgenie')}/`, priority: 'P1', update_alerts: true },
      ],
      slack_configs: [
        { api_url: `${urlOf('slack')}?token=${token}`, channel: '#alerts', send_resolved: true },
      ],
    });
    const ours = () => agent.records('incident', 'correlation_displayISNOTEMPTY^ORDERBYnumber');
    const untilThree = (state: string) =>
      waitFor(
        async () => {
          const incidents = await ours();
          return incidents.length === 3 &&
            incidents.every((incident) => incident['state'] === state)
            ? incidents
            : undefined;
        },
        {
          within: 30_000,
          what: () => `three incidents in state ${state}. The relay wrote:\n${relay.log()}`,
        },
      );

    const startsAt = new Date();
    await alertmanager.postAlerts([{ labels, startsAt }]);
    const opened = await untilThree('1');

    // Each client says of the alert what its tool has a place for.
    const textsOf = (column: string) =>
      opened.map((incident) => valueIn(incident, column)).toSorted();
    expect(textsOf('short_description')).toEqual([
      'InstanceDown (web-01:9100 critical)',
      '[FIRING:1] InstanceDown (web-01:9100 critical)',
      '[FIRING:1] InstanceDown (web-01:9100 critical)',
    ]);
    // PagerDuty's client says error unless told otherwise, Opsgenie's P1; Slack's title has the word.
    expect(textsOf('impact')).toEqual(['1', '1', '2']);

    await alertmanager.postAlerts([{ labels, startsAt, endsAt: new Date() }]);
    const resolved = await untilThree('6');

    expect(resolved.map((incident) => incident['sys_id'])).toEqual(
      opened.map((incident) => incident['sys_id']),
    );
    await untilDrained(relay);
    expect(alertmanager.output()).not.toContain('Notify for alerts failed');
  },
  120_000,
);
