import type {
  AcknowledgeRequest,
  ConnectRequest,
  DisconnectRequest,
  HeartbeatRequest,
  RotateRequest,
} from '@alert-relay/shared-types';
import { longestConnectionKey, toConnectionKey } from './connection-key.ts';
import { faultOfText, invalid, isObject, nameRule, readBody, type Checked } from './checks.ts';

const contract: ConnectRequest['contract'] = 1;
const urlRule = {
  max: 1024,
  pattern: /^https?:\/\/[^\s/?#]+[^\s?#]*$/,
  expectation: 'an http or https address without query',
};
const secretRule = {
  max: 100,
  pattern: /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/,
  expectation: 'whsec_ and 24 to 64 bytes in Base64',
};

/** The body of `POST /connect`. Push needs an address to push to and a secret to sign with. */
export function parseConnectRequest(body: unknown): Checked<ConnectRequest> {
  if (!isObject(body)) return { ok: false, refusal: invalid('', 'a JSON object') };
  const reader = readBody(body, '');
  if (reader.raw('contract') !== contract) {
    reader.fail('contract', `${contract}: this app speaks no other version`);
  }
  const relayUrl = reader.optionalText('relay_url', urlRule);
  const secret = reader.optionalText('secret', secretRule);
  const request: ConnectRequest = {
    contract,
    workspace: reader.text('workspace', nameRule),
    connection: reader.text('connection', nameRule),
    relay_version: reader.text('relay_version', { max: 40 }),
    mode: reader.choice('mode', ['push', 'pull']),
    ...(relayUrl === undefined ? {} : { relay_url: relayUrl }),
    ...(secret === undefined ? {} : { secret }),
  };
  if (toConnectionKey(request.workspace, request.connection).length > longestConnectionKey) {
    reader.fail('connection', 'shorter, together with the workspace');
  }
  if (request.mode === 'push' && relayUrl === undefined) {
    reader.fail('relay_url', 'given when mode is push');
  }
  if (request.mode === 'push' && secret === undefined) {
    reader.fail('secret', 'given when mode is push');
  }
  return reader.finish(request);
}

/** The body of `POST /changes/acknowledge`. */
export function parseAcknowledgeRequest(body: unknown): Checked<AcknowledgeRequest> {
  if (!isObject(body)) return { ok: false, refusal: invalid('', 'a JSON object') };
  const reader = readBody(body, '');
  const connection = reader.text('connection', nameRule);
  const raw = reader.raw('ids');
  const ids: string[] = [];
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > 1000) {
    reader.fail('ids', 'a list of 1 to 1000 ids');
  } else {
    for (const [index, id] of raw.entries()) {
      const wrong = faultOfText(id, nameRule);
      if (wrong === undefined && typeof id === 'string') ids.push(id);
      else reader.fail(`ids[${index}]`, wrong ?? 'text');
    }
  }
  return reader.finish({ connection, ids });
}

/** The body of `POST /rotate`. */
export function parseRotateRequest(body: unknown): Checked<RotateRequest> {
  if (!isObject(body)) return { ok: false, refusal: invalid('', 'a JSON object') };
  const reader = readBody(body, '');
  const request: RotateRequest = {
    workspace: reader.text('workspace', nameRule),
    connection: reader.text('connection', nameRule),
    secret: reader.text('secret', secretRule),
  };
  return reader.finish(request);
}

/** The body of `POST /disconnect`. */
export function parseDisconnectRequest(body: unknown): Checked<DisconnectRequest> {
  if (!isObject(body)) return { ok: false, refusal: invalid('', 'a JSON object') };
  const reader = readBody(body, '');
  const request: DisconnectRequest = {
    workspace: reader.text('workspace', nameRule),
    connection: reader.text('connection', nameRule),
  };
  return reader.finish(request);
}

const shortestHeartbeat = 10;
const longestHeartbeat = 86_400;

/** The body of `POST /heartbeat`. */
export function parseHeartbeatRequest(body: unknown): Checked<HeartbeatRequest> {
  if (!isObject(body)) return { ok: false, refusal: invalid('', 'a JSON object') };
  const reader = readBody(body, '');
  const request: HeartbeatRequest = {
    workspace: reader.text('workspace', nameRule),
    connection: reader.text('connection', nameRule),
    relay_version: reader.text('relay_version', { max: 40 }),
    every_seconds: reader.whole('every_seconds', shortestHeartbeat),
  };
  if (request.every_seconds > longestHeartbeat) {
    reader.fail('every_seconds', `a whole number of at most ${longestHeartbeat}`);
  }
  return reader.finish(request);
}
