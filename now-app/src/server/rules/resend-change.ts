import type { GlideRecord } from '@servicenow/glide';
import { resend } from '../glide/outbox.ts';

/** UI action, once per selected row. The relay drops what it kept already, so sending twice is safe. */
export function resendChange(current: GlideRecord): void {
  resend(current);
}
