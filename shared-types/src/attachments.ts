import { z } from 'zod';
import { SysId } from './key.ts';

/** `POST /tasks/{key}/attachments`: one file for the record of this key. */
export const AttachRequest = z.strictObject({
  /** Unique for ever: a file whose id was applied once is never added again. */
  id: z.string().min(1).max(100),
  name: z.string().min(1).max(100),
  content_type: z
    .string()
    .regex(/^[\w.+-]{1,60}\/[\w.+-]{1,60}$/, 'a content type is type/subtype'),
  /** Base64; the whole body must stay below the size that the app accepts. */
  content: z.base64().min(1),
});
export type AttachRequest = z.output<typeof AttachRequest>;

export const AttachAnswer = z.object({
  outcome: z.enum(['attached', 'known']),
  sys_id: SysId.optional(),
});
export type AttachAnswer = z.output<typeof AttachAnswer>;

/**
 * `GET /attachments/{sys_id}`: a picture on a record that a relay is told about. Feature `attachments`.
 * Refused with `not_found` when it is not there or on another record, with `attachment_withheld` when
 * its kind or size may not leave, and with `not_ready` while ServiceNow is still storing it.
 */
export const AttachmentAnswer = z.object({
  sys_id: SysId,
  file_name: z.string(),
  content_type: z.string(),
  size_bytes: z.int().min(0),
  content: z.base64(),
});
export type AttachmentAnswer = z.output<typeof AttachmentAnswer>;
