import { defineConnector } from '../../../relay/src/connector-kit/connector.ts';
import {
  Authorization,
  verifyAuthorization,
} from '../../../relay/src/connector-kit/verify-authorization.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

export const exampleTool = defineConnector({
  id: 'example-tool',
  name: 'Example Tool',
  docsUrl: 'https://example.com/docs/webhooks',
  settings: Authorization,
  payload: Payload,
  // Say here what the tool retries, and where you know it from: it decides which answers we may give.
  answers: { success: 202, whenBusy: 503, deadlineMs: 10_000 },
  verify: verifyAuthorization,
  normalize,
});
