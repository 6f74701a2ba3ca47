import type { Session } from './session.ts';

/** Where a script sends the browser: gs.setRedirect, action.setRedirectURL. */
const redirects = new WeakMap<Session, string>();

export function setRedirect(session: Session, address: string): void {
  redirects.set(session, address);
}

export function redirectOf(session: Session): string | undefined {
  return redirects.get(session);
}
