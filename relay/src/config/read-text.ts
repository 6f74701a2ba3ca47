import { readFileSync } from 'node:fs';
import path from 'node:path';

export type ReadText = { readonly text: string } | { readonly because: string };

/** What the file says; `text` where it was read before. */
export function readDocument({
  file,
  text,
}: {
  readonly file: string;
  readonly text?: string | undefined;
}): ReadText {
  return text === undefined ? readText(path.resolve(file)) : { text };
}

export function readText(file: string): ReadText {
  try {
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { because: error instanceof Error ? error.message : String(error) };
  }
}
