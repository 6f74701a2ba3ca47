import type { BrowserSession } from '../auth/browser-session.ts';
import type { Session } from '../engine/session.ts';
import type { Request } from '../rest/answer.ts';
import { bodyText, type Answer } from '../rest/answer.ts';
import type { Scripts } from '../scripts/script-host.ts';
import { deleteSetting, readSetting, writeSetting } from '../store/settings.ts';
import { escaped, page } from './html.ts';

/** One call of one page: who looks, and what came with it. */
export interface Visit {
  readonly request: Request;
  readonly session: Session;
  readonly scripts: Scripts;
  /** Absent when the caller signed in with a header, as scripts do that load update sets. */
  readonly browser: BrowserSession | undefined;
  readonly form: URLSearchParams;
}

export function formOf(request: Request): URLSearchParams {
  const form = new URLSearchParams(request.parts === undefined ? bodyText(request) : '');
  for (const part of request.parts ?? []) {
    if (part.fileName === undefined)
      form.append(part.name, Buffer.from(part.value).toString('utf8'));
  }
  return form;
}

/** A page around its content: who is signed in, the token for scripts, what the last action said. */
export function pageFor(visit: Visit, content: string, title: string): Answer {
  const { user } = visit.session;
  const top = `<header><a href="/navpage.do">Menu</a> · ${escaped(user.displayName)} · <a href="/logout.do">Log out</a></header>`;
  const notes = takeMessages(visit)
    .map((text) => `<p class="outputmsg" role="status">${escaped(text)}</p>`)
    .join('');
  return page(200, `${top}${notes}<h1>${escaped(title)}</h1>${content}`, tokenScript(visit));
}

/** Scripts of pages send `g_ck` along with everything that writes. */
export function tokenScript(visit: Visit): string {
  return `<script>window.g_ck = '${visit.browser?.token ?? ''}';</script>`;
}

/** The text that people know; its status is assumed. */
export function closedPage(): Answer {
  return page(403, '<p>Security constraints prevent access to requested page</p>');
}

export function notFoundPage(): Answer {
  return page(404, '<p>Page not found</p><p>The page you are looking for could not be found.</p>');
}

/** What scripts told the user is shown on the next page. */
export function keepMessages(visit: Visit, messages: readonly string[]): void {
  if (visit.browser === undefined || messages.length === 0) return;
  writeSetting(visit.session.engine.store, messagesOf(visit.browser), JSON.stringify(messages));
}

function takeMessages(visit: Visit): readonly string[] {
  if (visit.browser === undefined) return [];
  const { store } = visit.session.engine;
  const kept = readSetting(store, messagesOf(visit.browser));
  if (kept === undefined) return [];
  deleteSetting(store, messagesOf(visit.browser));
  const messages: string[] = JSON.parse(kept);
  return messages;
}

function messagesOf(browser: BrowserSession): string {
  return `messages ${browser.id}`;
}
