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
  if (depthOf(body) > MAX_DEPTH) {
    return unreadable(`The body is nested deeper than ${MAX_DEPTH} levels.`);
  }
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
    return reachesPrototype(text, json)
      ? unreadable('The body has a key that is not allowed (__proto__).')
      : { kind: 'json', json };
  } catch {
    return unreadable('The body is not valid JSON.');
  }
}

/** Looks into the value only when the text gives reason to: nearly no body does. */
function reachesPrototype(text: string, json: unknown): boolean {
  return (text.includes('__proto__') || text.includes(String.raw`\u005f`)) && hasProtoKey(json);
}

function hasProtoKey(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  return Object.hasOwn(part, '__proto__') || Object.values(part).some(hasProtoKey);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Deepest nesting, read off the bytes before anything is parsed. */
function depthOf(body: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index];
    if (isInString) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) depth -= 1;
  }
  return deepest;
}

function unreadable(because: string): ReadBody {
  return { kind: 'unreadable', because };
}
