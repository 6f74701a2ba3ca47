import type { Engine } from '../engine/session.ts';
import type { User } from './users.ts';

/** What the account itself allows, whatever it signs in with. */
export function mayLogIn(engine: Engine, user: User): boolean {
  const resetBlocks =
    engine.properties().get('glide.authenticate.api.user.reset_password.mandatory') === 'true';
  return user.active && !user.lockedOut && !(user.passwordNeedsReset && resetBlocks);
}
