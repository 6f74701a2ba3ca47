import path from 'node:path';
import type { ConnectorSettings } from './cross-check.ts';
import { type ReadText, readText } from './read-text.ts';
import { RelayFile } from './relay-file.ts';
import { secretKeysOf } from './secret-keys.ts';
import type { SecretReaders } from './secret-references.ts';
import { protectableKeys } from './text-references.ts';

/** Where a reference may stand in place of the text itself. */
export function referenceKeysOf(connectors: readonly ConnectorSettings[]): ReadonlySet<string> {
  return new Set([
    ...protectableKeys,
    ...secretKeysOf(RelayFile),
    ...connectors.flatMap(({ settings }) => secretKeysOf(settings)),
  ]);
}

/** The text of a reference: here, or as it was fetched from a server. */
export function readReference(
  reference: string,
  readers: SecretReaders,
  fetched: ReadonlyMap<string, ReadText> | undefined,
): ReadText {
  const [scheme, place] = splitOnce(reference, ':');
  if (scheme === 'env') {
    const text = readers.env[place] ?? '';
    return text === '' ? { because: `the environment variable ${place} is not set` } : { text };
  }
  if (scheme === 'file') {
    const read = readers.readFile(place);
    return 'text' in read ? { text: read.text.replace(/\r?\n$/, '') } : read;
  }
  return (
    fetched?.get(reference) ?? { because: `no provider for ${scheme}: is configured below secrets` }
  );
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** @param folder of the configuration: files are named as seen from there */
export function createReaders(env: SecretReaders['env'], folder: string): SecretReaders {
  return { env, readFile: (name) => readText(path.resolve(folder, name)) };
}
