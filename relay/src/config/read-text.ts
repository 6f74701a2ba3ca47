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
  if (text !== undefined) return { text };
  const read = readText(path.resolve(file));
  const isMissing = 'because' in read && read.because.startsWith('ENOENT');
  if (!isMissing) return read;
  return {
    because: `there is no such file: name the configuration with --config FILE, or let "alert-relay init" write one (${read.because})`,
  };
}

export function readText(file: string): ReadText {
  try {
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { because: error instanceof Error ? error.message : String(error) };
  }
}
