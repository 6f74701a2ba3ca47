import { Webhook } from 'standardwebhooks';
import type { z } from 'zod';
import { readBody } from '../connector-kit/read-body.ts';
import type { Connection } from '../domain/configuration.ts';

/** What an app posts, signed. */
export interface IncomingPush {
  readonly workspace: string;
  readonly connection: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

type SignatureFault = { readonly kind: 'refused'; readonly because: 'missing' | 'mismatch' };

export type PushRefusal =
  | { readonly kind: 'unknown-connection' }
  | SignatureFault
  | { readonly kind: 'unreadable'; readonly because: string };

/** The door of the app: first the signature, over the raw bytes, then what they say. */
export function readPush<Known extends Pick<Connection, 'secret'>, Push>(
  connection: Known | undefined,
  request: IncomingPush,
  contract: { readonly of: string; readonly schema: z.ZodType<Push> },
): PushRefusal | { readonly kind: 'read'; readonly connection: Known; readonly push: Push } {
  if (connection?.secret === undefined) return { kind: 'unknown-connection' };
  const fault = verify(connection.secret.reveal(), request);
  if (fault !== undefined) return fault;
  const decoded = readBody(request.body);
  if (decoded.kind === 'unreadable') return decoded;
  const push = contract.schema.safeParse(decoded.json);
  if (push.success) return { kind: 'read', connection, push: push.data };
  const where = push.error.issues[0]?.path.join('.') ?? '';
  return {
    kind: 'unreadable',
    because: `The ${contract.of} breaks the contract at ${where || 'its root'}.`,
  };
}

/** Standard Webhooks: constant time, five minutes of tolerance, several signatures during a rotation. */
function verify(
  secret: string,
  request: Pick<IncomingPush, 'headers' | 'body'>,
): SignatureFault | undefined {
  const headers = pick(request.headers, ['webhook-id', 'webhook-timestamp', 'webhook-signature']);
  if (headers === undefined) return { kind: 'refused', because: 'missing' };
  try {
    new Webhook(secret).verify(Buffer.from(request.body), headers, { jsonParse: false });
    return undefined;
  } catch {
    return { kind: 'refused', because: 'mismatch' };
  }
}

function pick(
  headers: IncomingPush['headers'],
  names: readonly string[],
): Record<string, string> | undefined {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (value === undefined) return undefined;
    picked[name] = value;
  }
  return picked;
}
