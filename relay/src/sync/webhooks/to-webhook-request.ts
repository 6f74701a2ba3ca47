import { Webhook as Signer } from 'standardwebhooks';
import type { Webhook } from '../../domain/webhook.ts';
import type { WebhookRun } from '../../store/webhook-runs.ts';

/** The request as it leaves: the only place where its secrets are opened. */
export function toWebhookRequest(
  webhook: Webhook,
  run: Pick<WebhookRun, 'id' | 'body'>,
  now: number,
) {
  const { method, url, headers } = webhook;
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const named = Object.entries(headers).map(([name, value]) => [name, value.reveal()] as const);
  const given: Readonly<Record<string, string>> = Object.fromEntries(named);
  return {
    url: url.reveal(),
    method,
    headers: {
      'user-agent': 'Alert-Relay',
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...given,
      // The same on every try, so that a receiver can drop what it knows.
      'webhook-id': run.id,
      ...toCredentials(webhook.credentials, run.id, hasBody ? run.body : '', now),
    },
    ...(hasBody ? { body: run.body } : {}),
  };
}

function toCredentials(
  credentials: Webhook['credentials'],
  id: string,
  body: string,
  now: number,
): Readonly<Record<string, string>> {
  switch (credentials?.kind) {
    case undefined:
      return {};
    case 'basic': {
      const pair = `${credentials.user}:${credentials.password.reveal()}`;
      return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
    }
    case 'authorization':
      return { authorization: credentials.authorization.reveal() };
    case 'standard-webhooks':
      return {
        'webhook-timestamp': String(Math.floor(now / 1000)),
        'webhook-signature': new Signer(credentials.secret.reveal()).sign(id, new Date(now), body),
      };
  }
}
