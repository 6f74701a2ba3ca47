import { z } from 'zod';
import type { ConfigurationProblem } from './problem.ts';
import type { ReadText } from './read-text.ts';

/** Upper case, as variables are named: `{env: prod}` among the settings of a connector stays what it is. */
const Reference = z.union([
  z.strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/) }),
  z.strictObject({ file: z.string() }),
]);

export interface SecretReaders {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of a file, or why it could not be read. */
  readFile(path: string): ReadText;
}

/** The same tree with every `{env: NAME}` and `{file: PATH}` replaced by the text that it names. */
export function resolveSecretReferences(
  tree: unknown,
  readers: SecretReaders,
  problems: ConfigurationProblem[],
  path: readonly PropertyKey[] = [],
): unknown {
  if (Array.isArray(tree)) {
    return tree.map((part, index) =>
      resolveSecretReferences(part, readers, problems, [...path, index]),
    );
  }
  if (typeof tree !== 'object' || tree === null) return tree;
  const reference = Reference.safeParse(tree);
  if (reference.success) return resolve(reference.data, readers, problems, path);
  return Object.fromEntries(
    Object.entries(tree).map(([key, part]) => [
      key,
      resolveSecretReferences(part, readers, problems, [...path, key]),
    ]),
  );
}

function resolve(
  reference: z.output<typeof Reference>,
  readers: SecretReaders,
  problems: ConfigurationProblem[],
  path: readonly PropertyKey[],
): string | undefined {
  if ('env' in reference) {
    const text = readers.env[reference.env];
    if (text !== undefined && text !== '') return text;
    problems.push({
      path,
      expected: `expected the environment variable ${reference.env} to be set`,
    });
    return undefined;
  }
  const read = readers.readFile(reference.file);
  // Editors and `echo` end a file with a newline that is not part of the secret.
  if ('text' in read) return read.text.replace(/\r?\n$/, '');
  problems.push({ path, expected: `expected a readable file ${reference.file}: ${read.because}` });
  return undefined;
}
