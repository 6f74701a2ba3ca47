import type { GlideRecord } from '@servicenow/glide';
import { readColumn } from '../glide/record.ts';
import { drainConnection } from './drain-connection.ts';

/** The notifications of the whole instance wait in the same queue; what is left then is sent by the job. */
const longestDrainMs = 5000;

/** Script action: the connection whose outbox has work stands in the first parameter of the event. */
export function drainOnEvent(event: GlideRecord): void {
  drainConnection(readColumn(event, 'parm1'), longestDrainMs);
}
