import express, { type Request, type Response, type Router } from 'express';
import {
  type AnswerDeps,
  answerDelivery,
  type AtDoor,
  busy,
  refusals,
  refused,
  sendJson,
  wrongMethod,
} from './answer-delivery.ts';
import { flatHeaders } from './flat-headers.ts';
import {
  type ReceiveChangesDeps,
  type ReceiveChangesOutcome,
  receiveChanges,
} from './receive-changes.ts';
import { receiveHeartbeat, type HeardApp } from './receive-heartbeat.ts';
import {
  receiveRuleRecord,
  type ReceiveRuleRecordDeps,
  type ReceiveRuleRecordOutcome,
} from './receive-rule-record.ts';
import type { ReceiveDeliveryDeps } from './receive-delivery.ts';
import type { ConnectionName } from '../domain/connection-name.ts';

export interface IntakeDeps extends AnswerDeps {
  readonly deliveries: ReceiveDeliveryDeps;
  readonly changes: ReceiveChangesDeps;
  readonly ruleRecords: ReceiveRuleRecordDeps;
  /** The app of a connection pushed a change, or a heartbeat that tells what waits there. */
  readonly noteApp: (labels: ConnectionName, app?: HeardApp) => void;
  readonly maxBodyBytes: number;
}

/** A heartbeat is a few hundred bytes. */
const MAX_HEARTBEAT_BYTES = 16_384;

/** The rule posts a dozen columns; the longest of them holds 4,000 characters. */
const MAX_RULE_BODY_BYTES = 65_536;

/**
 * The doors: `/in/{workspace}/{source}` for tools, and for the app `/servicenow/{connection}/changes`
 * below the address that it was given, which names the workspace; `…/heartbeat` beside it, and `…/rule`
 * for the pasted rule.
 */
export function createIntakeRouter(deps: IntakeDeps): Router {
  const router = express.Router();
  // Every content type, and none: express.raw would leave the body of an untyped request unread.
  const rawBody = express.raw({ type: () => true, limit: deps.maxBodyBytes });
  // Tools choose the method, and some append a path of their own; the connector knows which.
  router.all('/in/:workspace/:source{/*suffix}', rawBody, async (request, response) => {
    const { workspace, source } = params(request);
    const delivery = {
      workspace,
      source,
      method: request.method,
      suffix: suffixOf(request),
      query: flatQuery(request),
      headers: flatHeaders(request),
      body: bodyOf(request),
    };
    await answerDelivery(deps, delivery, response);
  });
  router.post(
    '/w/:workspace/servicenow/:connection/changes',
    rawBody,
    async (request, response) => {
      const { workspace, connection } = params(request);
      const outcome = await receiveChanges(deps.changes, {
        workspace,
        connection,
        headers: flatHeaders(request),
        body: bodyOf(request),
      });
      if (outcome.kind === 'kept') deps.noteApp({ workspace, connection });
      answerChanges({ ...deps, workspace }, response, outcome);
    },
  );
  const heartbeatBody = express.raw({ type: () => true, limit: MAX_HEARTBEAT_BYTES });
  router.post(
    '/w/:workspace/servicenow/:connection/heartbeat',
    heartbeatBody,
    (request, response) => {
      const { workspace, connection } = params(request);
      const outcome = receiveHeartbeat(
        { ...deps.changes, noteApp: deps.noteApp },
        { workspace, connection, headers: flatHeaders(request), body: bodyOf(request) },
      );
      if (outcome.kind === 'heard') response.status(204).end();
      else turnAway({ ...deps, workspace }, response, outcome);
    },
  );
  const ruleBody = express.raw({ type: () => true, limit: MAX_RULE_BODY_BYTES });
  router.post('/w/:workspace/servicenow/:connection/rule', ruleBody, async (request, response) => {
    const { workspace, connection } = params(request);
    const outcome = await receiveRuleRecord(deps.ruleRecords, {
      workspace,
      connection,
      authorization: request.headers.authorization,
      body: bodyOf(request),
    });
    answerRuleRecord({ ...deps, workspace }, response, outcome);
  });
  // Also where there is no such connection: who has no secret learns nothing.
  for (const door of ['changes', 'heartbeat', 'rule']) {
    router.all(`/w/:workspace/servicenow/:connection/${door}`, (request, response) => {
      const { workspace } = params(request);
      const { method } = request;
      throw wrongMethod({ ...deps, workspace }, response, { method, methods: ['POST'] });
    });
  }
  return router;
}

function answerRuleRecord(
  deps: AtDoor,
  response: Response,
  outcome: ReceiveRuleRecordOutcome,
): void {
  if (outcome.kind === 'kept') sendJson(response, 202, { accepted: true });
  else turnAway(deps, response, outcome);
}

function answerChanges(deps: AtDoor, response: Response, outcome: ReceiveChangesOutcome): void {
  if (outcome.kind === 'kept') sendJson(response, 200, { accepted: outcome.accepted });
  else turnAway(deps, response, outcome);
}

function turnAway(
  deps: AtDoor,
  response: Response,
  outcome: Exclude<ReceiveChangesOutcome, { kind: 'kept' }>,
): never {
  switch (outcome.kind) {
    case 'unknown-connection':
      throw refused(deps, 'NOT_FOUND', 'There is no connection at this address.');
    case 'refused':
      throw refused(deps, 'SIGNATURE_MISMATCH', refusals[outcome.because]);
    case 'unreadable':
      throw refused(deps, 'BODY_UNREADABLE', outcome.because);
    case 'busy':
      throw busy(deps, response, outcome.error);
  }
}

function params(request: Request): { workspace: string; source: string; connection: string } {
  const text = (name: string): string => {
    const value = request.params[name];
    return typeof value === 'string' ? value : '';
  };
  return { workspace: text('workspace'), source: text('source'), connection: text('connection') };
}

/** As it was sent: an escaped slash is part of a name, and only the connector knows of which. */
function suffixOf(request: Request): string {
  const [, , , , ...parts] = request.path.replace(/\/$/, '').split('/');
  return parts.map((part) => `/${part}`).join('');
}

/** A name that comes twice counts as absent: nothing that we read comes twice. */
function flatQuery(request: Request): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(request.query).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    ),
  );
}

/** Without a body Express leaves nothing. */
function bodyOf(request: Request): Uint8Array {
  const body: unknown = request.body;
  return body instanceof Uint8Array ? body : new Uint8Array();
}
