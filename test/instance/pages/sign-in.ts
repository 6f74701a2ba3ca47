import { closeSession, findSession, openSession } from '../auth/browser-session.ts';
import type { Engine } from '../engine/session.ts';
import { bodyText, type Answer, type Request } from '../rest/answer.ts';
import { escaped, page, redirect } from './html.ts';

/** `/login.do`: fields as on the platform; afterwards to the page that was asked for. */
export function answerLogin(engine: Engine, request: Request): Answer {
  if (request.method !== 'POST') return loginPage();
  const form = new URLSearchParams(bodyText(request));
  const cookie = openSession(engine, form.get('user_name') ?? '', form.get('user_password') ?? '');
  if (cookie === undefined) return loginPage('User name or password invalid');
  return redirect(wantedPage(request), { 'set-cookie': cookie });
}

export function answerLogout(engine: Engine, request: Request): Answer {
  const session = findSession(engine, request.headers);
  return redirect(
    '/login.do',
    session === undefined ? {} : { 'set-cookie': closeSession(engine, session) },
  );
}

export function toLogin(request: Request): Answer {
  const query = request.rawQuery === '' ? '' : `?${request.rawQuery}`;
  return redirect(`/login.do?sysparm_goto_url=${encodeURIComponent(request.path + query)}`);
}

/** Only pages of this instance: an address of somebody else would make the sign-in a trap. */
function wantedPage(request: Request): string {
  const wanted = request.query.get('sysparm_goto_url') ?? '';
  return /^\/(?![/\\])/.test(wanted) ? wanted : '/navpage.do';
}

export function loginPage(message = ''): Answer {
  const fields =
    '<label>User name <input name="user_name"></label><label>Password <input name="user_password" type="password"></label><button>Log in</button>';
  return page(200, `<p>${escaped(message)}</p><form method="post">${fields}</form>`);
}
