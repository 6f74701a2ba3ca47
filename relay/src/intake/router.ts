import express, { type Request, type Response, type Router } from 'express';
import { type ErrorCode, RelayError } from '../lib/errors.ts';
import {
  type ReceiveChangesDeps,
  type ReceiveChangesOutcome,
  receiveChanges,
} from './receive-changes.ts';
import {
  receiveRuleRecord,
  type ReceiveRuleRecordDeps,
  type ReceiveRuleRecordOutcome,
} from './receive-rule-record.ts';
import {
  receiveDelivery,
  type ReceiveDeliveryDeps,
  type ReceiveOutcome,
} from './receive-delivery.ts';

export interface IntakeDeps {
  readonly deliveries: ReceiveDeliveryDeps;
  readonly changes: ReceiveChangesDeps;
  readonly ruleRecords: ReceiveRuleRecordDeps;
  readonly maxBodyBytes: number;
  readonly metrics: {
    countRefused(reason: ErrorCode): void;
    countDelivery(labels: {
      readonly workspace: string;
      readonly source: string;
      readonly answer: number;
    }): void;
  };
}

/** Seconds after which a tool that was told 503 may come again. */
const BUSY_RETRY_AFTER_S = '5';

/** The rule posts a dozen columns; the longest of them holds 4,000 characters. */
const MAX_RULE_BODY_BYTES = 65_536;

/**
 * The doors: `/in/{workspace}/{source}` for tools, and for the app `/servicenow/{connection}/changes`
 * below the address that it was given, which names the workspace; `…/rule` there for the pasted rule.
 */
export function createIntakeRouter(deps: IntakeDeps): Router {
  const router = express.Router();
  // Every content type, and none: express.raw would leave the body of an untyped request unread.
  const rawBody = express.raw({ type: () => true, limit: deps.maxBodyBytes });
  // Tools choose the method, and some append a path of their own; the connector knows which.
  router.all('/in/:workspace/:source{/*suffix}', rawBody, async (request, response) => {
    const { workspace, source } = params(request);
    const outcome = await receiveDelivery(deps.deliveries, {
      workspace,
      source,
      method: request.method,
      suffix: suffixOf(request),
      query: flatQuery(request),
      headers: flatHeaders(request),
      body: bodyOf(request),
    });
    if (outcome.kind === 'kept') {
      deps.metrics.countDelivery({ workspace, source, answer: outcome.answer });
    }
    answerDelivery(deps, response, outcome);
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
      answerChanges(deps, response, outcome);
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
    answerRuleRecord(deps, response, outcome);
  });
  return router;
}

function answerDelivery(deps: IntakeDeps, response: Response, outcome: ReceiveOutcome): void {
  switch (outcome.kind) {
    case 'kept':
      response.status(outcome.answer);
      if (typeof outcome.body === 'string') response.type('text/plain').send(outcome.body);
      else response.json(outcome.body);
      return;
    case 'own-answer':
      response.status(outcome.answer.status).set(outcome.answer.headers).send(outcome.answer.body);
      return;
    case 'unknown-source':
      throw refused(deps, 'NOT_FOUND', 'There is no source at this address.');
    case 'disabled':
      throw refused(deps, 'SOURCE_DISABLED', 'This source is switched off.');
    case 'refused':
      throw refused(deps, 'SIGNATURE_MISMATCH', refusals[outcome.because]);
    case 'busy':
      if (outcome.answer === 'close') response.destroy();
      else throw busy(deps, response, outcome.error);
  }
}

function answerRuleRecord(
  deps: IntakeDeps,
  response: Response,
  outcome: ReceiveRuleRecordOutcome,
): void {
  if (outcome.kind === 'kept') response.status(202).json({ accepted: true });
  else turnAway(deps, response, outcome);
}

function answerChanges(deps: IntakeDeps, response: Response, outcome: ReceiveChangesOutcome): void {
  if (outcome.kind === 'kept') response.status(200).json({ accepted: outcome.accepted });
  else turnAway(deps, response, outcome);
}

function turnAway(
  deps: IntakeDeps,
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

const refusals = {
  missing: 'The request carries no token or signature.',
  mismatch: 'The token or signature is not the one of this address.',
  stale: 'The signature is too old: check the clocks of both sides.',
} as const;

function refused(deps: IntakeDeps, code: ErrorCode, message: string): RelayError {
  deps.metrics.countRefused(code);
  return new RelayError(code, message);
}

function busy(deps: IntakeDeps, response: Response, cause: unknown): RelayError {
  deps.metrics.countRefused('STORE_UNAVAILABLE');
  response.setHeader('retry-after', BUSY_RETRY_AFTER_S);
  return new RelayError('STORE_UNAVAILABLE', 'The relay cannot keep this now; send it again.', {
    cause,
  });
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

function flatHeaders(request: Request): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

/** Without a body Express leaves nothing. */
function bodyOf(request: Request): Uint8Array {
  const body: unknown = request.body;
  return body instanceof Uint8Array ? body : new Uint8Array();
}
