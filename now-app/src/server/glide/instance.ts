import { gs } from '@servicenow/glide';
import type { InstanceIdentity } from '@alert-relay/shared-types';

/** Both are of the instance itself: a clone has its own. */
export function instanceIdentity(): InstanceIdentity {
  const name = gs.getProperty('instance_name', 'unknown');
  return { id: gs.getProperty('instance_id', name), name };
}
