import { type GlideRecord, gs } from '@servicenow/glide';
import { relayView } from '../names.ts';

/** UI action: the incident in the view of this app, with its related lists. */
export function showInRelayView(current: GlideRecord): void {
  const sysId = current.getUniqueValue();
  gs.setRedirect(`incident.do?sys_id=${sysId}&sysparm_view=${relayView}`);
}
