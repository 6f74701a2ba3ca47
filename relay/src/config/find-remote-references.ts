import path from 'node:path';
import { parseDocument } from 'yaml';
import type { LoadOptions } from './load.ts';
import { createReaders, readReference, referenceKeysOf } from './read-reference.ts';
import { readDocument } from './read-text.ts';
import { readTree } from './read-tree.ts';
import { secretKeysOf } from './secret-keys.ts';
import { resolveSecretReferences } from './secret-references.ts';
import { SecretsSection } from './secrets-section.ts';
import { findTextReferences, replaceTextReferences } from './text-references.ts';

/** The references that a server has to be asked for, and how to reach these servers. */
export function findRemoteReferences(options: LoadOptions): {
  readonly references: readonly string[];
  readonly secrets: SecretsSection;
} {
  const read = readDocument(options);
  const document = parseDocument('text' in read ? read.text : '');
  const values = document.errors.length > 0 ? { tree: {} } : readTree(document);
  const tree = 'tree' in values ? values.tree : {};
  const readers = createReaders(options.env, path.dirname(path.resolve(options.file)));
  const section = SecretsSection.safeParse(
    replaceTextReferences(
      resolveSecretReferences(Object(tree)['secrets'] ?? {}, readers, []),
      new Set(secretKeysOf(SecretsSection)),
      (reference) => readReference(reference, readers, undefined),
      [],
    ),
  );
  const found = findTextReferences(tree, referenceKeysOf(options.connectors));
  const references = [...new Set(found)].filter((text) => !/^(env|file):/.test(text));
  return {
    references: section.success ? references : [],
    secrets: section.success ? section.data : SecretsSection.parse({}),
  };
}
