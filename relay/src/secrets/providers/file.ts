import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { notThere, type SecretProvider } from './provider.ts';

const MAX_BYTES = 1_048_576;

/** `file:PATH`, as Docker and Kubernetes mount secrets; relative paths are seen from one folder. */
export function createFile(folder: string): SecretProvider {
  return {
    scheme: 'file',
    async read(name) {
      const reference = `file:${name}`;
      const text = await readFile(path.resolve(folder, name), 'utf8').catch((error: unknown) => {
        throw notThere(reference, `the file cannot be read (${codeOf(error)})`, error);
      });
      // Editors and `echo` end a file with a newline that is not part of the secret.
      const value = text.replace(/\r?\n$/, '');
      if (value !== '' && text.length <= MAX_BYTES) return value;
      throw notThere(reference, value === '' ? 'the file is empty' : 'the file is too large');
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
