import path from 'node:path';
import { loadConfig, type LoadOptions, type LoadResult } from '../config/load.ts';
import { findRemoteReferences } from '../config/find-remote-references.ts';
import type { ReadText } from '../config/read-text.ts';
import { RelayError } from '../lib/errors.ts';
import { createReferences } from '../secrets/create-references.ts';

/**
 * Reads relay.yml, with what its references lead to. A secret that is not there is a fault of the
 * configuration; a server that is away is not, and rejects, so that the start is tried again.
 */
export async function loadWithReferences(options: LoadOptions): Promise<LoadResult> {
  const { references, secrets } = findRemoteReferences(options);
  if (references.length === 0) return loadConfig(options);
  const folder = path.dirname(path.resolve(options.file));
  const reader = createReferences(secrets, { env: options.env, folder });
  try {
    const read = references.map(
      async (reference) => [reference, await readOne(reader, reference)] as const,
    );
    return loadConfig({ ...options, fetched: new Map(await Promise.all(read)) });
  } finally {
    await reader.close();
  }
}

async function readOne(
  reader: ReturnType<typeof createReferences>,
  reference: string,
): Promise<ReadText> {
  try {
    return { text: await reader.read(reference) };
  } catch (error) {
    if (!(error instanceof RelayError) || error.code === 'SECRET_UNAVAILABLE') throw error;
    return { because: error.message };
  }
}
