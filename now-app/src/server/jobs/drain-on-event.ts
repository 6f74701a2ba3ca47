import type { GlideRecord } from '@servicenow/glide';
import { readColumn } from '../glide/record.ts';
import { drainConnection } from './drain-connection.ts';

/** Script action: the connection whose outbox has work stands in the first parameter of the event. */
export function drainOnEvent(event: GlideRecord): void {
  drainConnection(readColumn(event, 'parm1'));
}
