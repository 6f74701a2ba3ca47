import { createHash, randomBytes } from 'node:crypto';
import type { Engine } from '../engine/session.ts';
import type { Request } from '../rest/answer.ts';
import { deleteSetting, readSetting, writeSetting } from '../store/settings.ts';
import { checkPassword } from './lockout.ts';
import { mayLogIn } from './may-log-in.ts';
import type { User } from './users.ts';

const COOKIE = 'glide_session_store';

/** Somebody who signed in with a browser, known again by a cookie. */
export interface BrowserSession {
  readonly id: string;
  readonly user: User;
  /** `g_ck`: pages send it as `sysparm_ck`, scripts as `X-UserToken`, so that no other site can write. */
  readonly token: string;
}

/** Machines and accounts for services only have no sign-in page. Gives back the cookie. */
export function openSession(engine: Engine, name: string, password: string): string | undefined {
  const user = checkPassword(engine, name, password);
  if (user === undefined || user.webServiceAccessOnly || !mayLogIn(engine, user)) return undefined;
  const id = randomBytes(24).toString('hex');
  writeSetting(engine.store, settingOf(id), user.sysId);
  return `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`;
}

export function findSession(
  engine: Engine,
  headers: Request['headers'],
): BrowserSession | undefined {
  const [, id] = new RegExp(`(?:^|;\\s*)${COOKIE}=(\\w+)`).exec(headers['cookie'] ?? '') ?? [];
  const userId = id === undefined ? undefined : readSetting(engine.store, settingOf(id));
  const user = userId === undefined ? undefined : engine.findUser(userId);
  if (id === undefined || user === undefined || !mayLogIn(engine, user)) return undefined;
  return { id, user, token: createHash('sha256').update(`g_ck ${id}`).digest('hex') };
}

/** Gives back the cookie that takes the old one away. */
export function closeSession(engine: Engine, session: BrowserSession): string {
  deleteSetting(engine.store, settingOf(session.id));
  return `${COOKIE}=; Path=/; HttpOnly; Max-Age=0`;
}

function settingOf(id: string): string {
  return `session ${id}`;
}
