import { defineConnector } from '../../connector-kit/connector.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';
import { Settings } from './settings.ts';
import { verify } from './verify.ts';

export const grafana = defineConnector({
  id: 'grafana',
  name: 'Grafana Alerting',
  docsUrl:
    'https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/',
  settings: Settings,
  payload: Payload,
  methods: ['POST', 'PUT'],
  sendsGroups: true,
  // Grafana takes any 2xx and retries nothing by itself: what is refused comes back with the group's
  // next interval (wire-formats.md). It waits 30 s.
  answers: { success: 202, whenBusy: 503, deadlineMs: 10_000 },
  verify,
  normalize,
});
