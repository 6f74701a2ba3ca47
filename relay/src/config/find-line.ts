import { isMap, isScalar, type Document, type LineCounter } from 'yaml';

/** The line of the field, or of the nearest one around it that is written down. */
export function findLine(
  document: Document.Parsed,
  lines: LineCounter,
  at: readonly PropertyKey[],
): number | undefined {
  for (let depth = at.length; depth > 0; depth -= 1) {
    const offset = findOffset(document, at.slice(0, depth));
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return undefined;
}

/** Where the key stands (its value may begin a line below). */
function findOffset(document: Document.Parsed, at: readonly PropertyKey[]): number | undefined {
  const last = at.at(-1);
  const parent = at.length === 1 ? document.contents : document.getIn(at.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === last);
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node = document.getIn(at, true);
  return hasRange(node) ? node.range[0] : undefined;
}

function hasRange(node: unknown): node is { readonly range: readonly [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}
