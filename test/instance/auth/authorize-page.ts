import { randomBytes } from 'node:crypto';
import type { Engine } from '../engine/session.ts';
import { bodyText, type Answer, type Request } from '../rest/answer.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { mayLogIn } from './authenticate.ts';
import { issueCode } from './authorization-codes.ts';
import { checkPassword } from './lockout.ts';
import { findClient, type OAuthClient } from './oauth-clients.ts';
import type { User } from './users.ts';

const COOKIE = 'glide_session_store';

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
  const user = signedIn(engine, request);
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

/** Machines and accounts for services only have no sign-in page. */
function logIn(engine: Engine, request: Request, form: URLSearchParams): Answer {
  const name = form.get('user_name') ?? '';
  const user = checkPassword(engine, name, form.get('user_password') ?? '');
  if (user === undefined || user.webServiceAccessOnly || !mayLogIn(engine, user))
    return loginPage('User name or password invalid');
  const session = randomBytes(24).toString('hex');
  writeSetting(engine.store, `session ${session}`, user.sysId);
  return {
    status: 303,
    headers: {
      location: `${request.path}?${request.rawQuery}`,
      'set-cookie': `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Lax`,
    },
    body: undefined,
  };
}

function signedIn(engine: Engine, request: Request): User | undefined {
  const [, session] = new RegExp(`${COOKIE}=(\\w+)`).exec(request.headers['cookie'] ?? '') ?? [];
  const user = session === undefined ? undefined : readSetting(engine.store, `session ${session}`);
  return user === undefined ? undefined : engine.findUser(user);
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

function loginPage(message = ''): Answer {
  const fields =
    '<input name="user_name"><input name="user_password" type="password"><button>Log in</button>';
  return page(200, `<p>${escaped(message)}</p><form method="post">${fields}</form>`);
}

function allowPage(wanted: Wanted, user: User): Answer {
  const text = `${wanted.client.name} would like to connect to the account of ${user.displayName}`;
  const button = (action: string, label: string): string =>
    `<button name="action" value="${action}">${label}</button>`;
  const buttons = `${button('allow', 'Allow')}${button('deny', 'Deny')}`;
  return page(200, `<p>${escaped(text)}</p><form method="post">${buttons}</form>`);
}

function page(status: number, content: string): Answer {
  const body = `<!DOCTYPE html><html><head><title>ServiceNow</title></head><body>${content}</body></html>`;
  return { status, headers: { 'content-type': 'text/html;charset=UTF-8' }, body };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
