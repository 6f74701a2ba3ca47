import { gs } from '@servicenow/glide';
import type { InstanceIdentity } from '@alert-relay/shared-types';

/** `instance_id` stays on the instance when a clone overwrites its data, so it tells a clone. */
export function instanceIdentity(): InstanceIdentity {
  const name = gs.getProperty('instance_name', 'unknown');
  return { id: gs.getProperty('instance_id', name), name };
}
