import { defineConnector } from '../../connector-kit/connector.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';
import { Settings, verify } from './verify.ts';

export const grafanaOncall = defineConnector({
  id: 'grafana-oncall',
  name: 'Grafana OnCall and IRM',
  docsUrl: 'https://grafana.com/docs/oncall/latest/configure/outgoing-webhooks/',
  settings: Settings,
  payload: Payload,
  methods: ['POST', 'PUT'],
  // OnCall takes any answer as done, a 503 too, and tries again only when it gets none: a time-out
  // after 4 s, or a connection that breaks (wire-formats.md). So a busy relay hangs up.
  answers: { success: 200, whenBusy: 'close', deadlineMs: 4_000 },
  verify,
  normalize,
});
