import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { keep, keptFolder } from '../kept.ts';

export interface ThreadPrograms {
  readonly worker: URL;
  readonly outbound: URL;
}

const sources = [
  new URL('../worker/start-worker.ts', import.meta.url),
  new URL('../worker/outbound-thread.ts', import.meta.url),
];

/**
 * What threads run: each in one file instead of two hundred, since an instance starts five of them and finding the
 * files took most of it. Names stay, so stack traces tell functions; with maps of the sources each thread would read
 * those when it starts, and take longer than without all this.
 */
export async function readyPrograms(): Promise<ThreadPrograms> {
  const folder = path.join(keptFolder(), 'threads');
  if (!existsSync(folder)) await keep('threads', bundleInto);
  const program = (name: string) => pathToFileURL(path.join(folder, name));
  return { worker: program('start-worker.mjs'), outbound: program('outbound-thread.mjs') };
}

async function bundleInto(folder: string): Promise<void> {
  // Loaded when it is needed: nearly every start finds the programs.
  const { rolldown } = await import('rolldown');
  await using bundle = await rolldown({
    input: sources.map((source) => fileURLToPath(source)),
    platform: 'node',
    // Native code, found from the folder where the bundle lies.
    external: ['better-sqlite3'],
  });
  await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name].mjs',
  });
}
