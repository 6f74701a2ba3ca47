import { requireTable } from '../dictionary/dictionary.ts';
import type { Engine } from '../engine/session.ts';
import { textOf } from '../store/database.ts';
import { updateRow } from '../store/records.ts';
import { deleteSetting, readSetting, writeSetting } from '../store/settings.ts';
import { isPasswordRight } from './password.ts';
import type { User } from './users.ts';

/**
 * Passwords are checked here, so that failures count: after five the user is locked, and unlocked again after
 * fifteen minutes (documentation: t_LockoutForFailedLogins.md, "SNC User Lockout Check with Auto Unlock").
 */
export function checkPassword(engine: Engine, name: string, password: string): User | undefined {
  const user = unlockedAgain(engine, engine.findUserByName(name));
  if (user === undefined) return undefined;
  if (isPasswordRight(user.passwordHash, password)) {
    if (!user.lockedOut && failuresOf(engine, user) > 0)
      change(engine, user, { failed_attempts: '0' });
    return user;
  }
  noteFailure(engine, user);
  return undefined;
}

function failuresOf(engine: Engine, user: User): number {
  const row = engine.store
    .prepare('SELECT failed_attempts FROM sys_user WHERE sys_id = ?')
    .get(user.sysId);
  return Number(textOf(row?.['failed_attempts']) || '0');
}

function noteFailure(engine: Engine, user: User): void {
  const failures = failuresOf(engine, user) + 1;
  const limit = numberOf(engine, 'glide.user.max_unlock_attempts', 5);
  const locks = failures >= limit && !user.lockedOut;
  change(engine, user, {
    failed_attempts: String(failures),
    ...(locks ? { locked_out: '1' } : {}),
  });
  if (locks) writeSetting(engine.store, settingOf(user), String(engine.shared.nowMs()));
}

/** Only a lock that failed logins set opens by itself; an administrator's stays. */
function unlockedAgain(engine: Engine, user: User | undefined): User | undefined {
  if (user?.lockedOut !== true) return user;
  const lockedAt = readSetting(engine.store, settingOf(user));
  const minutes = numberOf(engine, 'glide.user.unlock_timeout_in_mins', 15);
  if (lockedAt === undefined) return user;
  if (engine.shared.nowMs() < Number(lockedAt) + minutes * 60_000) return user;
  change(engine, user, { locked_out: '0', failed_attempts: '0' });
  deleteSetting(engine.store, settingOf(user));
  return engine.findUser(user.sysId);
}

function settingOf(user: User): string {
  return `locked out ${user.sysId}`;
}

function numberOf(engine: Engine, property: string, usual: number): number {
  return Number(engine.properties().get(property) ?? usual) || usual;
}

function change(engine: Engine, user: User, values: Record<string, string>): void {
  const table = requireTable(engine.dictionary(), 'sys_user');
  engine.store.write(() => updateRow(engine.store, table, user.sysId, values));
  engine.shared.invalidate('users');
}
