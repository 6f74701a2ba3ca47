import { createAuthenticator, type Authentication } from '../auth/authenticate.ts';
import { refuseMissingScope } from '../auth/auth-scopes.ts';
import { answerAuthorization } from '../auth/authorize-page.ts';
import { answerRevocation, answerTokenRequest } from '../auth/oauth-token.ts';
import { guestUser, type User } from '../auth/users.ts';
import { answerWebKeys } from '../auth/web-keys.ts';
import { newSysId } from '../engine/ids.ts';
import type { Engine, Session } from '../engine/session.ts';
import {
  cancelledTransaction,
  closedApi,
  failure,
  noResource,
  notAuthenticated,
  Refusal,
  unacceptable,
  wrongMethod,
  type Answer,
  type Request,
} from '../rest/answer.ts';
import { createPages, isPage } from '../pages/answer-page.ts';
import { apiNameOf } from '../rest/api-names.ts';
import { answerJsonService, isJsonService } from '../rest/json-service.ts';
import { createRateLimiter } from '../rest/rate-limit.ts';
import { findRoute } from '../rest/routes.ts';
import type { RequestContext } from '../rest/route.ts';
import { findOperation, loadScriptedOperations, runOperation } from '../rest/scripted-rest.ts';
import { isAcceptable, toXmlAnswer, wantsXml } from '../rest/xml.ts';
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
  const limitRate = createRateLimiter(engine);
  const operations = cached(engine.shared, 'scripts', () => loadScriptedOperations(engine.store));

  const answer = (wire: WireRequest, caller: User | undefined): Answer => {
    const request = expandTinyUrl(engine.store, toRequest(wire));
    if (isJsonService(wire))
      return caller === undefined
        ? notAuthenticated
        : answerJsonService(request, contextFor(caller));
    const route = findRoute(request.method, request.path);
    if (route !== undefined && route !== 'wrong method') {
      if (caller === undefined) return notAuthenticated;
      if (!isAcceptable(request)) return unacceptable;
      const context = contextFor(caller);
      if (!scripts.access.mayCallApi(context.session, apiNameOf(request.path))) return closedApi;
      return route.handle({ ...request, parameters: route.parameters }, context);
    }
    const found = findOperation(operations(), request.method, request.path);
    if (found === undefined || found === 'wrong method') {
      if (caller === undefined) return notAuthenticated;
      return found === undefined && route === undefined ? noResource : wrongMethod;
    }
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

  /** Tokens are held to their scopes, and everybody to the rate limits of the administrator. */
  const answerCaller = (wire: WireRequest, who: Authentication): Answer => {
    if (who.kind === 'refused') return notAuthenticated;
    if (who.kind === 'none') return answer(wire, undefined);
    const request = toRequest(wire);
    const limit = limitRate(who.user, request);
    const refusal =
      limit?.refusal ??
      (who.client === undefined ? undefined : refuseMissingScope(engine, who.client, request));
    const given = refusal ?? guarded(() => answer(wire, who.user));
    return limit === undefined
      ? given
      : { ...given, headers: { ...given.headers, ...limit.headers } };
  };

  const answerPage = createPages({ engine, scripts });

  return (wire) => {
    const open = Object.hasOwn(openAddresses, wire.path) ? openAddresses[wire.path] : undefined;
    const result = guarded(() => {
      if (open !== undefined) return open(engine, toRequest(wire));
      const who = authenticate(wire);
      const isForBrowsers = isPage(wire.path) && !isJsonService(wire);
      return isForBrowsers ? answerPage(toRequest(wire), who) : answerCaller(wire, who);
    });
    return wantsXml(wire) ? toXmlAnswer(result) : result;
  };
}

/** Addresses that are open to callers whom nobody knows yet. */
const openAddresses: Readonly<Record<string, (engine: Engine, request: Request) => Answer>> = {
  '/oauth_token.do': answerTokenRequest,
  '/oauth_auth.do': answerAuthorization,
  '/oauth_revoke_token.do': answerRevocation,
  '/api/now/oauth/jwks': answerWebKeys,
};

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
