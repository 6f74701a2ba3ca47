import type { AttachRequest } from '@alert-relay/shared-types';
import { invalid, isObject, nameRule, readBody, type Checked } from './checks.ts';

// One class repeated, no groups: older engines keep a stack frame for each repetition of a group.
const base64Rule = {
  max: 10_000_000,
  pattern: /^[A-Za-z0-9+/]*={0,2}$/,
  expectation: 'Base64',
};
const typeRule = {
  max: 121,
  pattern: /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/,
  expectation: 'type/subtype',
};

/** The body of `POST /tasks/{key}/attachments`. */
export function parseAttachRequest(body: unknown): Checked<AttachRequest> {
  if (!isObject(body)) return { ok: false, refusal: invalid('', 'a JSON object') };
  const reader = readBody(body, '');
  const file: AttachRequest = {
    id: reader.text('id', nameRule),
    name: reader.text('name', { max: 100 }),
    content_type: reader.text('content_type', typeRule),
    content: reader.text('content', base64Rule),
  };
  if (file.content.length % 4 !== 0) reader.fail('content', 'Base64');
  return reader.finish(file);
}
