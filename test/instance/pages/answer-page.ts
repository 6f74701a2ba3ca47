import type { Authentication } from '../auth/authenticate.ts';
import { findSession } from '../auth/browser-session.ts';
import { newSysId } from '../engine/ids.ts';
import type { Session } from '../engine/session.ts';
import type { User } from '../auth/users.ts';
import type { Answer, Request } from '../rest/answer.ts';
import { messageOf } from '../scripts/script-host.ts';
import type { RunningEngine } from '../worker/create-engine.ts';
import { formOf, notFoundPage, type Visit } from './browse.ts';
import { escaped, page, redirect } from './html.ts';
import { answerNavigator } from './navigator.ts';
import { answerForm } from './record-form.ts';
import { answerList } from './record-list.ts';
import { answerLogin, answerLogout, toLogin } from './sign-in.ts';
import { answerAjax, answerUpload, answerUploadForm } from './update-sets.ts';
import { answerUiPage, createPageFinder } from './ui-page.ts';
import { createActionIndex } from './ui-actions.ts';

/** Whether an address belongs to the browser's side of the instance. */
export function isPage(path: string): boolean {
  return path === '/' || path.endsWith('.do');
}

/** Pages: sign-in, menu, UI pages, forms and lists. Each needs a user; a browser's writes need its token as well. */
export function createPages({
  engine,
  scripts,
}: RunningEngine): (request: Request, who: Authentication) => Answer {
  const findPage = createPageFinder(engine);
  const actionsOf = createActionIndex(engine);

  const answer = (visit: Visit): Answer => {
    const { path, query } = visit.request;
    const uiPage = findPage(path);
    if (uiPage !== undefined) return answerUiPage(visit, uiPage);
    if (path === '/' || path === '/navpage.do') return answerNavigator(visit);
    if (path === '/upload.do') return answerUploadForm(visit);
    if (path === '/sys_upload.do') return answerUpload(visit);
    if (path === '/xmlhttp.do') return answerAjax(visit);
    if (path === '/nav_to.do') return redirect(framed(query.get('uri') ?? ''));
    const [, name = '', list] = /^\/(\w+?)(_list)?\.do$/.exec(path) ?? [];
    const table = engine.dictionary().find(name);
    if (table === undefined) return notFoundPage();
    const actions = actionsOf(table.lineage);
    return list === undefined
      ? answerForm(visit, table, actions)
      : answerList(visit, table, actions);
  };

  return (request, who) => {
    if (request.path === '/login.do') return answerLogin(engine, request);
    if (request.path === '/logout.do') return answerLogout(engine, request);
    const browser =
      request.headers['authorization'] === undefined
        ? findSession(engine, request.headers)
        : undefined;
    const user = browser?.user ?? (who.kind === 'user' ? who.user : undefined);
    if (user === undefined) return toLogin(request);
    const form = formOf(request);
    if (
      browser !== undefined &&
      request.method === 'POST' &&
      form.get('sysparm_ck') !== browser.token
    )
      return redirect('/security_interceptor.do');
    const visit = { request, scripts, browser, form, session: sessionFor(user) };
    try {
      return answer(visit);
    } catch (error) {
      scripts.log('error', `${messageOf(error)} on page ${request.path}`, 'pages');
      return page(500, `<p>${escaped(messageOf(error))}</p>`);
    }
  };

  function sessionFor(user: User): Session {
    return {
      engine,
      user,
      transaction: newSysId(),
      interactive: true,
      ruleStack: [],
      messages: [],
    };
  }
}

/** `nav_to.do?uri=incident.do?sys_id=…`; only pages of this instance. */
function framed(uri: string): string {
  return /^\/?\w+\.do/.test(uri) ? `/${uri.replace(/^\//, '')}` : '/navpage.do';
}
