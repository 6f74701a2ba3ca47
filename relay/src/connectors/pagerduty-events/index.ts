import { z } from 'zod';
import { type Delivery, defineConnector, type Verdict } from '../../connector-kit/connector.ts';
import { readBody, type ReadBody } from '../../connector-kit/read-body.ts';
import { secretText } from '../../connector-kit/verify-authorization.ts';
import { verifyText } from '../../connector-kit/verify-text.ts';
import { normalize, toDedupKey } from './normalize.ts';
import { CHANGE, Payload } from './payload.ts';

const Signed = z.object({ routing_key: z.string() });

/** PagerDuty has the key in the body, or since 2024 in a header. */
function keyOf({ headers, body }: Delivery): string | undefined {
  const header = headers['x-routing-key'];
  if (header !== undefined) return header;
  const read = readBody(body);
  return read.kind === 'json' ? Signed.safeParse(read.json).data?.routing_key : undefined;
}

/** Deployments and the like come by a path of their own; the body does not say what it is. */
const CHANGE_PATH = '/v2/change/enqueue';

function decode({ body, suffix }: Delivery): ReadBody {
  const read = readBody(body);
  return read.kind === 'json' && suffix === CHANGE_PATH
    ? { kind: 'json', json: { event_action: CHANGE } }
    : read;
}

function dedupKeyOf(delivery: Delivery): string | undefined {
  const read = decode(delivery);
  const event = read.kind === 'json' ? Payload.safeParse(read.json) : undefined;
  return event?.success === true ? toDedupKey(event.data) : undefined;
}

export const pagerdutyEvents = defineConnector({
  id: 'pagerduty-events',
  name: 'Anything that speaks to PagerDuty (Events API v2)',
  docsUrl: 'https://developer.pagerduty.com/docs/events-api-v2-overview',
  settings: z.strictObject({
    routingKey: secretText('Integration key that the tool sends as `routing_key`.'),
  }),
  payload: Payload,
  suffixes: ['/v2/enqueue', CHANGE_PATH],
  // Clients try 429 and 5xx again and read the answer for the key of the alert.
  answers: {
    success: 202,
    whenBusy: 503,
    deadlineMs: 10_000,
    body: ({ status, reason, id }, delivery) =>
      status === 'accepted'
        ? {
            status: 'success',
            message: 'Event processed',
            dedup_key: dedupKeyOf(delivery),
            delivery: id,
          }
        : {
            status: 'invalid event',
            message: 'Event object is invalid',
            errors: [reason],
            delivery: id,
          },
  },
  verify: (delivery, { routingKey }): Verdict => verifyText(keyOf(delivery), routingKey),
  bodyToKeep: ({ body }, { routingKey }) =>
    Buffer.from(Buffer.from(body).toString('utf8').replaceAll(routingKey, '***')),
  decode,
  normalize,
});
