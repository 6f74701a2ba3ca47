import { defineConnector } from '../../connector-kit/connector.ts';
import { Authorization, verifyAuthorization } from '../../connector-kit/verify-authorization.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const kibana = defineConnector({
  id: 'kibana',
  name: 'Elastic and Kibana',
  docsUrl: 'https://www.elastic.co/docs/reference/kibana/connectors-kibana/webhook-action-type',
  settings: Authorization,
  payload: Payload,
  methods: ['POST', 'PUT'],
  // Kibana runs a failed action again a few times after errors that may pass, which 5xx are.
  answers: { success: 200, whenBusy: 503, deadlineMs: 10_000 },
  verify: verifyAuthorization,
  normalize,
});
