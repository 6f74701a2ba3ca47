import type { ChangeEvent } from '@alert-relay/shared-types';
import { findBy, readColumn } from './record.ts';

/** Whoever a column such as `sys_created_by` names; somebody who is gone keeps the user name. */
export function toActor(userName: string): ChangeEvent['actor'] {
  const user = findBy('sys_user', 'user_name', userName);
  return { user_name: userName, name: user === undefined ? userName : readColumn(user, 'name') };
}
