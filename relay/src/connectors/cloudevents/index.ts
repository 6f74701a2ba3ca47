import { z } from 'zod';
import {
  type Delivery,
  defineConnector,
  type OwnAnswer,
  type Verdict,
} from '../../connector-kit/connector.ts';
import { mappingSettings } from '../../connector-kit/mapping.ts';
import { Authorization, verifyAuthorization } from '../../connector-kit/verify-authorization.ts';
import { verifyText } from '../../connector-kit/verify-text.ts';
import { decode } from './decode.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';

const Settings = z.object({
  authorization: Authorization,
  allowedOrigins: z.array(z.string().min(1)).default(['*']).meta({
    description: 'Senders that a handshake is answered to, `eventgrid.azure.net`; `*` is all.',
  }),
  ...mappingSettings,
});
type Settings = z.output<typeof Settings>;

/** A token may come in the query as well (HTTP 1.1 Web Hooks for Event Delivery, section 3.2). */
function verify(delivery: Delivery, { authorization }: Settings): Verdict {
  const token = delivery.query['access_token'];
  return token !== undefined && 'token' in authorization
    ? verifyText(token, authorization.token)
    : verifyAuthorization(delivery, authorization);
}

/** The handshake by which a sender finds out whether we want its events; the token is checked with each event. */
function respond(
  { method, headers }: Delivery,
  { allowedOrigins }: Settings,
): OwnAnswer | undefined {
  const origin = headers['webhook-request-origin'];
  if (method !== 'OPTIONS' || origin === undefined || !/^[\w.:-]{1,255}$/.test(origin))
    return undefined;
  if (!allowedOrigins.includes('*') && !allowedOrigins.includes(origin)) return undefined;
  return {
    status: 200,
    headers: { allow: 'POST', 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*' },
    body: '',
  };
}

export const cloudevents = defineConnector({
  id: 'cloudevents',
  name: 'CloudEvents 1.0',
  docsUrl:
    'https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md',
  settings: Settings,
  payload: Payload,
  // The webhook specification knows 429 with Retry-After; most senders try any 5xx again.
  answers: { success: 202, whenBusy: 503, deadlineMs: 10_000 },
  verify,
  decode,
  respond,
  normalize: (payload, _delivery, settings) => normalize(payload, settings),
});
