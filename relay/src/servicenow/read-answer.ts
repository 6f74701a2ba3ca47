import type { AppProblem } from '@alert-relay/shared-types';
import { z } from 'zod';
import { WrappedProblem } from './wire.ts';

/** An answer as it came. Header names are in lower case. */
export interface InstanceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

type Page = 'hibernating' | 'maintenance' | 'login' | 'other';

/** What can be seen in an answer, before anything is concluded from it. */
export interface Seen {
  readonly status: number;
  readonly form: 'json' | 'broken json' | 'page' | 'empty' | 'other';
  /** Set when the form is `page`. */
  readonly page: Page | undefined;
  /** Where a redirect leads. */
  readonly redirect: 'hibernating' | 'login' | 'elsewhere' | undefined;
  /** Scheme and host of it alone: the rest may hold a secret. */
  readonly redirectTo: string | undefined;
  readonly hasRateHeaders: boolean;
  readonly json: unknown;
  readonly problem: AppProblem['problem'] | undefined;
  /** What a token endpoint names by RFC 6749 5.2; ServiceNow's own names nothing. */
  readonly tokenError: TokenErrorName | undefined;
  /** True for `{"error": …}`, whatever the status. */
  readonly isError: boolean;
  /** In the words of the answer, shortened; empty when it has none. */
  readonly says: string;
}

/** @param mask hides secrets that an answer echoes; before anything is shortened, or half of one stays */
export function readAnswer(
  { status, headers, text }: InstanceAnswer,
  mask: (text: string) => string,
): Seen {
  const { form, json } = readBody(headers['content-type'] ?? '', text);
  const problem = problemOf(json, mask);
  const error = errorOf(json);
  const location = status >= 300 && status < 400 ? (headers['location'] ?? '') : undefined;
  return {
    status,
    form,
    page: form === 'page' ? pageOf(text) : undefined,
    redirect: location === undefined ? undefined : redirectOf(location),
    redirectTo: originOf(location, mask),
    hasRateHeaders: Object.keys(headers).some(
      (name) => name === 'retry-after' || name.startsWith('x-ratelimit-'),
    ),
    json,
    problem,
    tokenError: error?.name,
    isError: error !== undefined,
    says: shorten(mask(problem?.message ?? error?.says ?? (form === 'page' ? titleOf(text) : ''))),
  };
}

/** Nearly all answers are no error; that is seen without trying each form of one. */
function errorOf(json: unknown): { says: string; name: TokenErrorName | undefined } | undefined {
  if (!has(json, 'error')) return undefined;
  const says = PlatformError.safeParse(json).data ?? TokenError.safeParse(json).data;
  const name = NamedTokenError.safeParse(json).data?.error;
  return says === undefined ? undefined : { says, name };
}

function has<Name extends string>(json: unknown, name: Name): json is Record<Name, unknown> {
  return typeof json === 'object' && json !== null && name in json;
}

function problemOf(json: unknown, mask: (text: string) => string): Seen['problem'] {
  if (!has(json, 'result') || !has(json.result, 'problem')) return undefined;
  const problem = WrappedProblem.safeParse(json).data?.result.problem;
  if (problem === undefined) return undefined;
  const { code, field } = problem;
  return {
    ...problem,
    code: shorten(mask(code)),
    ...(field === undefined ? {} : { field: shorten(mask(field)) }),
  };
}

/** `{"error":{"message","detail"},"status":"failure"}`: every refusal of the platform's own APIs. */
const PlatformError = z
  .object({ error: z.object({ message: z.string().nullish(), detail: z.string().nullish() }) })
  .transform(({ error }) => joined(error.message, error.detail));

/** `/oauth_token.do`, and RFC 6749 5.2. */
const TokenError = z
  .object({ error: z.string(), error_description: z.string().nullish() })
  .transform(({ error, error_description }) => joined(error, error_description));

const NamedTokenError = z.object({
  error: z.enum([
    'invalid_client',
    'invalid_grant',
    'invalid_scope',
    'unauthorized_client',
    'unsupported_grant_type',
  ]),
});
export type TokenErrorName = z.output<typeof NamedTokenError>['error'];

function joined(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== null && part !== '').join(': ');
}

function readBody(contentType: string, text: string): Pick<Seen, 'form' | 'json'> {
  if (text.trim() === '') return { form: 'empty', json: undefined };
  if (/^text\/html|^application\/xhtml/i.test(contentType) || /^\s*</.test(text)) {
    return { form: 'page', json: undefined };
  }
  if (!isJsonType(contentType)) return { form: 'other', json: undefined };
  const json = parseJson(text);
  return { form: json === undefined ? 'broken json' : 'json', json };
}

function isJsonType(contentType: string): boolean {
  // JSON is UTF-8 (RFC 8259 8.1); read with another charset it would be another text.
  const charset = /charset="?([^";\s]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
  return (
    /^application\/([a-z0-9.-]+\+)?json\b/i.test(contentType) && ['utf-8', 'utf8'].includes(charset)
  );
}

/** `undefined` for what is not JSON: JSON itself has no such value. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the body, which is not ours to show.
    return undefined;
  }
}

function pageOf(text: string): Page {
  const title = titleOf(text);
  // The title that a sleeping developer instance gives every path, with status 200.
  if (/hibernat/i.test(title)) return 'hibernating';
  if (/maintenance|upgrad|unavailable|restarting|starting up/i.test(title)) return 'maintenance';
  if (/\blog ?[io]n|\bsign[ -]?[io]n|single sign|SAML/i.test(title)) return 'login';
  if (/login\.do|name="SAMLRequest"/.test(text)) return 'login';
  return 'other';
}

/** Without `<` in the tag: what never ends would be read to the end from each of its beginnings. */
function titleOf(text: string): string {
  return /<title[^<>]*>([^<]*)/i.exec(text)?.[1] ?? '';
}

/** A path alone leads to where the answer came from. */
function originOf(location: string | undefined, mask: (text: string) => string) {
  const origin = URL.parse(mask(location ?? ''))?.origin ?? 'null';
  return origin === 'null' ? undefined : shorten(origin);
}

function redirectOf(location: string): Seen['redirect'] {
  const [target = ''] = location.split(/[?#]/);
  if (/^https:\/\/developer\.servicenow\.com\//i.test(target)) return 'hibernating';
  return /login|logon|signin|\bsso|saml|adfs|oauth_auth|\bidp\b|\bauth\b/i.test(target)
    ? 'login'
    : 'elsewhere';
}

const MAX_QUOTE = 300;

function shorten(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length <= MAX_QUOTE ? line : `${line.slice(0, MAX_QUOTE)}…`;
}
