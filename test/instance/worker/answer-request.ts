import { createAuthenticator } from '../auth/authenticate.ts';
import { answerTokenRequest } from '../auth/oauth-token.ts';
import { guestUser, type User } from '../auth/users.ts';
import { newSysId } from '../engine/ids.ts';
import type { Session } from '../engine/session.ts';
import {
  cancelledTransaction,
  failure,
  noResource,
  notAuthenticated,
  Refusal,
  type Answer,
  type Request,
} from '../rest/answer.ts';
import { findRoute, type RequestContext } from '../rest/routes.ts';
import { findOperation, loadScriptedOperations, runOperation } from '../rest/scripted-rest.ts';
import { toXmlAnswer, wantsXml } from '../rest/xml.ts';
import { expandTinyUrl } from '../rest/tiny-url-api.ts';
import { isOutOfTime, messageOf } from '../scripts/script-host.ts';
import { cached } from './shared-state.ts';
import type { RunningEngine } from './create-engine.ts';
import type { WireRequest } from './protocol.ts';

/** From the wire to an API and back, for one thread. */
export function createRequestHandler({
  engine,
  scripts,
}: RunningEngine): (wire: WireRequest) => Answer {
  const authenticate = createAuthenticator(engine);
  const operations = cached(engine.shared, 'scripts', () => loadScriptedOperations(engine.store));

  const answer = (wire: WireRequest, caller: User | undefined): Answer => {
    const request = expandTinyUrl(engine.store, toRequest(wire));
    if (wire.path === '/oauth_token.do') return answerTokenRequest(engine, request);
    const route = findRoute(request.method, request.path);
    if (route !== undefined) {
      if (caller === undefined) return notAuthenticated;
      return route.handle({ ...request, parameters: route.parameters }, contextFor(caller));
    }
    const found = findOperation(operations(), request.method, request.path);
    if (found === 'wrong method')
      return caller === undefined ? notAuthenticated : failure(405, 'Method Not Allowed', null);
    if (found === undefined) return caller === undefined ? notAuthenticated : noResource;
    if (caller === undefined && found.operation.requiresAuthentication) return notAuthenticated;
    return runOperation(sessionFor(caller ?? guestUser), scripts, found, request);
  };
  const contextFor = (user: User): RequestContext => ({
    session: sessionFor(user),
    scripts,
    dispatch: (inner) => guarded(() => answer({ ...inner, rawQuery: inner.rawQuery }, user)),
  });
  const sessionFor = (user: User): Session => ({
    engine,
    user,
    transaction: newSysId(),
    interactive: false,
    ruleStack: [],
    messages: [],
  });
  /** An error of our own is a 500 with its text, never a worker that dies. */
  const guarded = (work: () => Answer): Answer => {
    try {
      return work();
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      if (isOutOfTime(error)) return cancelledTransaction;
      scripts.log('error', messageOf(error), 'instance');
      return failure(500, 'Internal server error', messageOf(error));
    }
  };

  return (wire) => {
    const result = guarded(() => {
      const who = authenticate(wire.headers);
      if (who.kind === 'refused' && wire.path !== '/oauth_token.do') return notAuthenticated;
      return answer(wire, who.kind === 'user' ? who.user : undefined);
    });
    return wantsXml(wire) ? toXmlAnswer(result) : result;
  };
}

function toRequest(wire: WireRequest): Request {
  const override = wire.headers['x-http-method-override'];
  return {
    method: (override ?? wire.method).toUpperCase(),
    path: wire.path,
    query: new URLSearchParams(wire.rawQuery),
    rawQuery: wire.rawQuery,
    headers: wire.headers,
    body: wire.body,
    ...(wire.parts === undefined ? {} : { parts: wire.parts }),
    parameters: {},
    origin: wire.origin,
  };
}
