import type { Engine } from '../engine/session.ts';
import { bodyText, type Answer, type Request } from '../rest/answer.ts';
import { issueCode } from './authorization-codes.ts';
import { findSession, openSession } from './browser-session.ts';
import { loginPage } from '../pages/sign-in.ts';
import { escaped, page } from '../pages/html.ts';
import { findClient, type OAuthClient } from './oauth-clients.ts';
import type { User } from './users.ts';

interface Wanted {
  readonly client: OAuthClient;
  readonly redirectUri: string;
  readonly state: string;
  readonly challenge: string;
}

/** `/oauth_auth.do`: sign in, then Allow or Deny, then back to the client. Wordings of the pages are assumed. */
export function answerAuthorization(engine: Engine, request: Request): Answer {
  const wanted = readWanted(engine, request);
  if (typeof wanted === 'string') return page(400, `<p>${escaped(wanted)}</p>`);
  const user = findSession(engine, request.headers)?.user;
  if (request.method !== 'POST') return user === undefined ? loginPage() : allowPage(wanted, user);
  const form = new URLSearchParams(bodyText(request));
  if (user === undefined) return logIn(engine, request, form);
  return decide(engine, wanted, user, form);
}

function readWanted(engine: Engine, request: Request): Wanted | string {
  const { query } = request;
  const state = query.get('state') ?? '';
  // The one text that is known (documentation: oauth-auth-code-flow-state-parm.md).
  if (state === '' && engine.properties().get('glide.oauth.state.parameter.required') === 'true')
    return 'Missing State parameter in request';
  if (query.get('response_type') !== 'code') return 'Unsupported response_type';
  const client = findClient(engine, query.get('client_id') ?? '');
  if (client?.active !== true) return 'Invalid client_id';
  const redirectUri = query.get('redirect_uri') ?? client.redirectUrls[0] ?? '';
  if (!client.redirectUrls.includes(redirectUri)) return 'Invalid redirect_uri';
  const challenge = query.get('code_challenge') ?? '';
  if (challenge !== '' && query.get('code_challenge_method') !== 'S256')
    return 'Unsupported code_challenge_method';
  if (client.isPublic && challenge === '') return 'Missing code_challenge';
  return { client, redirectUri, state, challenge };
}

function logIn(engine: Engine, request: Request, form: URLSearchParams): Answer {
  const cookie = openSession(engine, form.get('user_name') ?? '', form.get('user_password') ?? '');
  if (cookie === undefined) return loginPage('User name or password invalid');
  return {
    status: 303,
    headers: { location: `${request.path}?${request.rawQuery}`, 'set-cookie': cookie },
    body: undefined,
  };
}

function decide(engine: Engine, wanted: Wanted, user: User, form: URLSearchParams): Answer {
  const location = new URL(wanted.redirectUri);
  if (form.get('action') === 'allow') {
    const code = issueCode(engine, {
      client: wanted.client.sysId,
      user: user.sysId,
      redirectUri: wanted.redirectUri,
      challenge: wanted.challenge,
    });
    location.searchParams.set('code', code);
  } else location.searchParams.set('error', 'access_denied');
  if (wanted.state !== '') location.searchParams.set('state', wanted.state);
  return { status: 302, headers: { location: location.href }, body: undefined };
}

function allowPage(wanted: Wanted, user: User): Answer {
  const text = `${wanted.client.name} would like to connect to the account of ${user.displayName}`;
  const button = (action: string, label: string): string =>
    `<button name="action" value="${action}">${label}</button>`;
  const buttons = `${button('allow', 'Allow')}${button('deny', 'Deny')}`;
  return page(200, `<p>${escaped(text)}</p><form method="post">${buttons}</form>`);
}
