import { defineConnector } from '../../connector-kit/connector.ts';
import { readBodyOrForm } from '../../connector-kit/read-form.ts';
import { Authorization, verifyAuthorization } from '../../connector-kit/verify-authorization.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const datadog = defineConnector({
  id: 'datadog',
  name: 'Datadog',
  docsUrl: 'https://docs.datadoghq.com/integrations/webhooks/',
  settings: Authorization,
  payload: Payload,
  // It waits 15 s, retries 5xx and broken connections, and never a 4xx.
  answers: { success: 202, whenBusy: 503, deadlineMs: 10_000 },
  verify: verifyAuthorization,
  decode: readBodyOrForm,
  normalize,
});
