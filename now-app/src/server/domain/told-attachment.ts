import type { ChangeAttachment } from '@alert-relay/shared-types';
import { toIsoTime } from './times.ts';

/** A row of `sys_attachment` in plain values. */
export interface AttachedFile {
  readonly sysId: string;
  /** `ZZ_YY…` holds the pictures of image columns. */
  readonly table: string;
  readonly record: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** Glide's form, UTC. */
  readonly createdAt: string;
}

export interface AttachmentLimits {
  /** Kinds of file that may be told; none when attachments may not leave at all. */
  readonly types: readonly string[];
  readonly maxBytes: number;
}

/** What is told of a file, or undefined when its kind may not leave: then not even its name does. */
export function toldAttachment(
  file: AttachedFile,
  author: string,
  limits: AttachmentLimits,
): ChangeAttachment | undefined {
  if (!isKindAllowed(file, limits)) return undefined;
  return {
    sys_id: file.sysId,
    file_name: file.fileName,
    content_type: toKind(file.contentType),
    size_bytes: file.sizeBytes,
    author,
    at: toIsoTime(file.createdAt),
    ...(file.sizeBytes > limits.maxBytes ? { withheld: 'size' } : {}),
  };
}

export function isKindAllowed(
  file: Pick<AttachedFile, 'table' | 'contentType'>,
  limits: AttachmentLimits,
): boolean {
  return !file.table.startsWith('ZZ_YY') && limits.types.includes(toKind(file.contentType));
}

/** Without parameters: `image/png; charset=binary` is `image/png`. */
function toKind(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}
