/** JSON that is safe to work on, or why not. */
export type ReadBody =
  | { readonly kind: 'json'; readonly json: unknown }
  | { readonly kind: 'unreadable'; readonly because: string };

/** Node parses 200,000 levels without complaint and fails later, in JSON.stringify (reliability.md I4). */
const MAX_DEPTH = 64;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Decodes strictly: invalid UTF-8, deep nesting and keys that reach a prototype are refused. */
export function readBody(body: Uint8Array): ReadBody {
  if (body.length === 0) return unreadable('The body is empty.');
  const text = decode(body);
  if (text === undefined) return unreadable('The body is not valid UTF-8.');
  return parse(text);
}

function decode(body: Uint8Array): string | undefined {
  try {
    return decoder.decode(body);
  } catch {
    return undefined;
  }
}

function parse(text: string): ReadBody {
  try {
    const json: unknown = JSON.parse(text);
    if (isDeeper(json, MAX_DEPTH)) {
      return unreadable(`The body is nested deeper than ${MAX_DEPTH} levels.`);
    }
    return reachesPrototype(text, json)
      ? unreadable('The body has a key that is not allowed (__proto__).')
      : { kind: 'json', json };
  } catch {
    return unreadable('The body is not valid JSON.');
  }
}

/** A letter of that key as an escape; nobody who writes JSON escapes those. */
const escapedLetter = /\\u00(?:5f|6f|70|72|74)/i;

/** Looks into the value only when the text gives reason to: nearly no body does. */
function reachesPrototype(text: string, json: unknown): boolean {
  const isSuspect =
    text.includes('__proto__') || (text.includes(String.raw`\u00`) && escapedLetter.test(text));
  return isSuspect && hasProtoKey(json);
}

function hasProtoKey(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  return Object.hasOwn(part, '__proto__') || Object.values(part).some(hasProtoKey);
}

/** Looks no deeper than that: beyond some thousand levels it would run out of stack. */
function isDeeper(part: unknown, levels: number): boolean {
  if (typeof part !== 'object' || part === null) return false;
  if (levels === 0) return true;
  for (const member of Object.values(part)) if (isDeeper(member, levels - 1)) return true;
  return false;
}

function unreadable(because: string): ReadBody {
  return { kind: 'unreadable', because };
}
