import { defineConnector } from '../../connector-kit/connector.ts';
import { normalize } from './normalize.ts';
import { Payload } from './payload.ts';
import { isAddressOfSns } from './signed-message.ts';
import { Settings, verify } from './verify.ts';

/** Saying yes is calling the address that SNS gives; that it is one of SNS we have to see to. */
function confirm([message, ...others]: Payload): string | undefined {
  if (message === undefined || others.length > 0) return undefined;
  const { Type, SubscribeURL: url } = message;
  return Type === 'SubscriptionConfirmation' && url !== undefined && isAddressOfSns(url)
    ? url
    : undefined;
}

export const awsSns = defineConnector({
  id: 'aws-sns',
  name: 'AWS SNS and CloudWatch',
  docsUrl: 'https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html',
  settings: Settings,
  payload: Payload,
  // Three retries, 20 s apart, after 5xx and 429; SNS waits 15 s.
  answers: { success: 200, whenBusy: 503, deadlineMs: 10_000 },
  verify,
  confirm,
  normalize,
});
