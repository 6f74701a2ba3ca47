import type { Document } from 'yaml';

export type ReadTree = { readonly tree: unknown } | { readonly because: string };

/** The values of a document that was parsed without a fault. What is wrong with aliases shows only here. */
export function readTree(document: Document.Parsed): ReadTree {
  try {
    const tree: unknown = document.toJS() ?? {};
    // An alias may stand for what it is part of, and whoever walks through the tree would never end.
    JSON.stringify(tree);
    return { tree };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { because: message.split('\n')[0] ?? '' };
  }
}
