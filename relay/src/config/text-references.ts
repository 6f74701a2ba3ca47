import { parseReference, withoutPlainMark } from '../domain/secret-reference.ts';
import type { ConfigurationProblem } from './problem.ts';
import type { ReadText } from './read-text.ts';

/**
 * Of a connection these may lie in a vault too, as other products keep them there: Server, Login,
 * ClientId, OAuth2Url and ResponseSizeLimit.
 */
export const protectableKeys = ['url', 'user', 'clientId', 'tokenUrl', 'pageSize'] as const;

/** Every reference in the tree that stands under one of the keys. */
export function findTextReferences(tree: unknown, keys: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  mapTexts(tree, keys, (text) => {
    if (parseReference(text) !== undefined) found.push(text);
    return text;
  });
  return found;
}

/** The same tree with the text in the place of each reference. */
export function replaceTextReferences(
  tree: unknown,
  keys: ReadonlySet<string>,
  read: (reference: string) => ReadText,
  problems: ConfigurationProblem[],
): unknown {
  return mapTexts(tree, keys, (text, path) => {
    if (parseReference(text) === undefined) return withoutPlainMark(text);
    const answer = read(text);
    if ('because' in answer) {
      problems.push({ path, expected: `expected a secret at ${text}: ${answer.because}` });
      return undefined;
    }
    // A vault knows only texts; the one number among the protectable keys is a number here.
    const isNumber = path.at(-1) === 'pageSize' && /^\d{1,6}$/.test(answer.text);
    return isNumber ? Number(answer.text) : answer.text;
  });
}

function mapTexts(
  tree: unknown,
  keys: ReadonlySet<string>,
  map: (text: string, path: readonly PropertyKey[]) => unknown,
  path: readonly PropertyKey[] = [],
): unknown {
  if (Array.isArray(tree)) {
    return tree.map((part, index) => mapTexts(part, keys, map, [...path, index]));
  }
  if (typeof tree === 'object' && tree !== null) {
    return Object.fromEntries(
      Object.entries(tree).map(([key, part]) => [key, mapTexts(part, keys, map, [...path, key])]),
    );
  }
  const key = path.findLast((part) => typeof part === 'string');
  return typeof tree === 'string' && typeof key === 'string' && keys.has(key)
    ? map(tree, path)
    : tree;
}
