import type {
  AppCheck,
  ConnectAnswer,
  PreflightAnswer,
  SelfTestAnswer,
  StatusAnswer,
} from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { listConnections, nameAmong } from '../glide/connections.ts';
import { instanceIdentity } from '../glide/instance.ts';
import { preflight } from '../glide/preflight.ts';
import { queryParameter, respond } from '../glide/respond.ts';
import {
  testCounting,
  testPrivileges,
  testQuota,
  testRule,
  testSignature,
  testTaskAccess,
  testUniqueness,
  tried,
} from '../glide/self-test.ts';
import { statusOf } from '../glide/status.ts';
import { sendHeartbeat } from '../jobs/send-heartbeat.ts';
import { appVersion, knownFeatures } from '../names.ts';

export function getPreflight(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => {
    const body: PreflightAnswer = { ...whoWeAre(), checks: [...preflight()] };
    return { ok: true, body };
  });
}

export function getStatus(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => {
    const body: StatusAnswer = { ...whoWeAre(), connections: listConnections().map(statusOf) };
    return { ok: true, body };
  });
}

/** `?record=true` makes a task, too; `?only=calls` only calls the relays, as a test event. */
export function runSelfTest(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => {
    const onlyCalls = queryParameter(request, 'only') === 'calls';
    const withRecord = queryParameter(request, 'record') === 'true';
    const body: SelfTestAnswer = {
      checks: [...(onlyCalls ? [] : testInstance(withRecord)), ...callRelays()],
    };
    return { ok: true, body };
  });
}

function testInstance(withRecord: boolean): readonly AppCheck[] {
  return [
    testSignature(),
    testUniqueness(),
    testCounting(),
    testPrivileges(),
    testQuota(),
    ...(withRecord ? [testRule(), ...testTaskAccess()] : []),
  ];
}

function callRelays(): readonly AppCheck[] {
  const called = listConnections().filter(({ isActive, mode }) => isActive && mode === 'push');
  return called.map((connection) =>
    tried(`call to ${nameAmong(called, connection)}`, 'The relay takes a signed heartbeat', () =>
      // Whoever presses the button has mended something: the next attempt by itself may be an hour away.
      sendHeartbeat({ ...connection, nextAttempt: '' }),
    ),
  );
}

function whoWeAre(): ConnectAnswer {
  return {
    contract: 1,
    app_version: appVersion,
    features: knownFeatures,
    instance: instanceIdentity(),
  };
}
