import type { StepFile } from './destination.ts';

/**
 * A file as the one part of a form (RFC 7578).
 * @param id of the step: the same body on every try
 */
export function toFormBody(
  field: string,
  { name, contentType, content }: StepFile,
  id: string,
): { readonly contentType: string; readonly body: Uint8Array } {
  const boundary = `alert-relay-${id.replaceAll(/[^\w-]/g, '-')}`;
  const head = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${field}"; filename="${quoted(name)}"`,
    `Content-Type: ${contentType.replaceAll(/[^\w/+.-]/g, '')}`,
    '',
    '',
  ].join('\r\n');
  const body = Buffer.concat([
    Buffer.from(head),
    Buffer.from(content),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, body };
}

/** As browsers do (WHATWG, "multipart/form-data encoding algorithm"). */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
