import { defineConnector } from '../../connector-kit/connector.ts';
import { Authorization, verifyAuthorization } from '../../connector-kit/verify-authorization.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const alertmanager = defineConnector({
  id: 'alertmanager',
  name: 'Prometheus Alertmanager',
  docsUrl: 'https://prometheus.io/docs/alerting/latest/configuration/#webhook_config',
  settings: Authorization,
  payload: Payload,
  sendsGroups: true,
  // Where Prometheus, Mimir, Loki and vmalert post when we stand in the place of an Alertmanager.
  suffixes: ['/api/v2/alerts'],
  // Alertmanager retries 5xx only; a 429 would drop the notification (wire-formats.md).
  answers: { success: 202, whenBusy: 503, deadlineMs: 10_000 },
  verify: verifyAuthorization,
  normalize,
});
