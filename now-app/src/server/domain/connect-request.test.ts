import {
  AcknowledgeRequest,
  ConnectRequest,
  contractVersion,
  HeartbeatRequest,
} from '@alert-relay/shared-types';
import { describe, expect, test } from 'vitest';
import {
  parseAcknowledgeRequest,
  parseConnectRequest,
  parseHeartbeatRequest,
} from './connect-request.ts';

const push = {
  contract: contractVersion,
  workspace: 'default',
  connection: 'prod',
  relay_version: '0.1.0',
  mode: 'push',
  relay_url: 'https://relay.example/base',
  secret: `whsec_${'a'.repeat(32)}`,
};
const { secret: _secret, ...withoutSecret } = push;
const { relay_url: _url, ...withoutAddress } = push;

describe('the body of connect', () => {
  test('that fits the contract is handed on as it is', () => {
    const pull = { ...withoutSecret, mode: 'pull' };

    expect(parseConnectRequest(push)).toEqual({ ok: true, value: push });
    expect(parseConnectRequest(pull)).toEqual({ ok: true, value: pull });
    expect([push, pull].every((body) => ConnectRequest.safeParse(body).success)).toBe(true);
  });

  test.each<[string, unknown, string]>([
    ['another contract', { ...push, contract: 2 }, 'contract'],
    ['an unknown mode', { ...push, mode: 'both' }, 'mode'],
    ['no web address', { ...push, relay_url: 'ftp://relay' }, 'relay_url'],
    ['a short secret', { ...push, secret: 'whsec_abc' }, 'secret'],
    ['push without a secret', withoutSecret, 'secret'],
    ['push without an address', withoutAddress, 'relay_url'],
    ['names too long together', { ...push, workspace: '/'.repeat(100) }, 'connection'],
    ['an unknown field', { ...push, color: 'red' }, 'color'],
  ])('with %s is refused', (_name, body, field) => {
    expect(parseConnectRequest(body)).toMatchObject({
      refusal: { code: 'invalid_request', field },
    });
  });
});

describe('the body of acknowledge', () => {
  test('that fits the contract is handed on as it is', () => {
    const body = { connection: 'prod', ids: ['a', 'b'] };

    expect(parseAcknowledgeRequest(body)).toEqual({ ok: true, value: body });
  });

  test.each<[string, unknown, string]>([
    ['no ids', { connection: 'prod', ids: [] }, 'ids'],
    ['a number among them', { connection: 'prod', ids: ['a', 1] }, 'ids[1]'],
    ['no connection', { ids: ['a'] }, 'connection'],
    ['too many ids', { connection: 'prod', ids: Array(1001).fill('a') }, 'ids'],
  ])('with %s is refused, and so it is by the contract', (_name, body, field) => {
    expect(parseAcknowledgeRequest(body)).toMatchObject({ refusal: { field } });
    expect(AcknowledgeRequest.safeParse(body).success).toBe(false);
  });
});

describe('the body of a heartbeat', () => {
  const beat = { workspace: 'default', connection: 'prod', relay_version: '0.1.0' };

  test.each([
    [9, false],
    [10, true],
    [86_400, true],
    [86_401, false],
  ])('every %i seconds is taken: %s, as by the contract', (seconds, ok) => {
    const body = { ...beat, every_seconds: seconds };

    expect(parseHeartbeatRequest(body).ok).toBe(ok);
    expect(HeartbeatRequest.safeParse(body).success).toBe(ok);
  });
});
