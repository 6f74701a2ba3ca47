import type { CompareRequest } from '@alert-relay/shared-types';
import { invalid, isObject, readBody, type Checked } from './checks.ts';
import { checkKey } from './upsert-request.ts';

export const mostLinks = 500;
const usualLinks = 200;

/** Where a page begins: after this record in the order of (last update, sys_id). */
export interface LinkCursor {
  /** Glide's form, UTC; empty for the very beginning. */
  readonly updatedOn: string;
  /** Empty: with the first record of that second. */
  readonly sysId: string;
}

export interface LinkQuestion {
  readonly cursor: LinkCursor;
  readonly limit: number;
  readonly onlyOpen: boolean;
}

/** `GET /links?since=…&after=…&limit=…&open=true`; `after` comes from the page before and wins. */
export function parseLinkQuestion(
  parameter: (name: string) => string | undefined,
): Checked<LinkQuestion> {
  const limit = Number(parameter('limit') ?? String(usualLinks));
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > mostLinks) {
    return { ok: false, refusal: invalid('limit', `a whole number from 1 to ${mostLinks}`) };
  }
  const open = parameter('open') ?? 'false';
  if (open !== 'true' && open !== 'false') {
    return { ok: false, refusal: invalid('open', 'true or false') };
  }
  const after = parameter('after');
  const cursor = after === undefined ? parseSince(parameter('since')) : parseCursor(after);
  return cursor.ok
    ? { ok: true, value: { cursor: cursor.value, limit, onlyOpen: open === 'true' } }
    : cursor;
}

export function toCursorText(cursor: LinkCursor): string {
  return `${cursor.updatedOn.replace(' ', 'T')}Z.${cursor.sysId}`;
}

const sinceForm = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(\.\d+)?Z$/;
const cursorForm = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})Z\.([0-9a-f]{32})$/;

function parseSince(text: string | undefined): Checked<LinkCursor> {
  if (text === undefined) return { ok: true, value: { updatedOn: '', sysId: '' } };
  const found = sinceForm.exec(text);
  return found === null
    ? { ok: false, refusal: invalid('since', 'a time such as 2026-01-31T12:00:00Z') }
    : { ok: true, value: { updatedOn: `${found[1]} ${found[2]}`, sysId: '' } };
}

function parseCursor(text: string): Checked<LinkCursor> {
  const found = cursorForm.exec(text);
  return found === null
    ? { ok: false, refusal: invalid('after', 'the value of next of the page before') }
    : { ok: true, value: { updatedOn: `${found[1]} ${found[2]}`, sysId: found[3] ?? '' } };
}

/** The body of `POST /links/compare`. */
export function parseCompareRequest(body: unknown): Checked<CompareRequest> {
  if (!isObject(body)) return { ok: false, refusal: invalid('', 'a JSON object') };
  const reader = readBody(body, '');
  const raw = reader.raw('keys');
  const keys: string[] = [];
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > mostLinks) {
    reader.fail('keys', `a list of 1 to ${mostLinks} keys`);
  } else {
    for (const [index, key] of raw.entries()) {
      const wrong = checkKey(key);
      if (wrong === undefined && typeof key === 'string') keys.push(key);
      else reader.fail(`keys[${index}]`, '64 lower-case hex characters');
    }
  }
  return reader.finish({ keys });
}
