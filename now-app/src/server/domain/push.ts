import type { ChangeEvent, ChangesPush, InstanceIdentity } from '@alert-relay/shared-types';
import { isObject } from './checks.ts';

export function toPushBody(instance: InstanceIdentity, changes: readonly ChangeEvent[]): string {
  const push: ChangesPush = { type: 'changes', instance, changes: [...changes] };
  return toAsciiJson(push);
}

/**
 * The body as plain ASCII without `$`: RESTMessageV2 replaces `${…}` in bodies (KB1442596), and the
 * signature must not depend on the character set in which Glide turns text into bytes.
 */
export function toAsciiJson(value: object): string {
  return JSON.stringify(value).replace(/[$\u007f-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** What Standard Webhooks signs, and the Base64 key inside its secret. */
export function toSignedContent(id: string, timestamp: number, body: string): string {
  return `${id}.${timestamp}.${body}`;
}

export function toMacKey(secret: string): string {
  return secret.replace(/^whsec_/, '');
}

export function toPushAddress(relayUrl: string, connection: string): string {
  return `${toConnectionAddress(relayUrl, connection)}/changes`;
}

export function toHeartbeatAddress(relayUrl: string, connection: string): string {
  return `${toConnectionAddress(relayUrl, connection)}/heartbeat`;
}

function toConnectionAddress(relayUrl: string, connection: string): string {
  return `${relayUrl.replace(/\/+$/, '')}/servicenow/${encodeURIComponent(connection)}`;
}

export interface HttpAnswer {
  /** 0 when no answer came. */
  readonly status: number;
  readonly body: string;
  readonly error: string;
}

export type PushVerdict =
  | { readonly kind: 'kept'; readonly accepted: readonly string[] }
  /** Something about these changes: count it against them. */
  | { readonly kind: 'refused'; readonly because: string }
  /** The relay is away, busy or does not trust us: the changes wait, however long. */
  | { readonly kind: 'unavailable'; readonly because: string };

const aboutTheBody = new Set([400, 413, 415, 422, 500]);

/** A 200 is success only in the expected shape: proxies answer web pages with 200. */
export function judgePush(answer: HttpAnswer): PushVerdict {
  if (answer.status === 0) return { kind: 'unavailable', because: `No answer: ${answer.error}` };
  if (answer.status >= 200 && answer.status < 300) {
    const accepted = readAccepted(answer.body);
    return accepted === undefined
      ? { kind: 'unavailable', because: `HTTP ${answer.status} without the list of accepted ids` }
      : { kind: 'kept', accepted };
  }
  const because = `HTTP ${answer.status} ${excerpt(answer.body)}`.trim();
  return { kind: aboutTheBody.has(answer.status) ? 'refused' : 'unavailable', because };
}

/**
 * A relay of the first version knows no heartbeat: its own 404 tells that it is there all the same. One
 * that sends heartbeats itself says by 404 that it does not know this connection any more.
 */
export function isAnswerToHeartbeat(answer: HttpAnswer, sendsHeartbeats: boolean): boolean {
  if (answer.status >= 200 && answer.status < 300) return true;
  if (answer.status !== 404 || sendsHeartbeats) return false;
  const parsed = parseJson(answer.body);
  return isObject(parsed) && parsed['code'] === 'NOT_FOUND';
}

function readAccepted(body: string): readonly string[] | undefined {
  const parsed = parseJson(body);
  if (!isObject(parsed) || !Array.isArray(parsed['accepted'])) return undefined;
  return parsed['accepted'].filter((id) => typeof id === 'string');
}

/** Undefined for text that is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function excerpt(body: string): string {
  return body.replace(/\s+/g, ' ').slice(0, 200);
}
