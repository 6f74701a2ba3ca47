import { rm } from 'node:fs/promises';
import path from 'node:path';
import { bundleInto } from '../../relay/tools/bundle.ts';
import { inProject } from './project.ts';
import { alertmanagerWorkspace } from './relay-file.ts';
import { startRelay } from './start-relay.ts';

/** A program that starts in half of the time; with what a start before compiled, in a third. */
export interface BundledRelay extends AsyncDisposable {
  readonly command: readonly string[];
  /** For its processes: where they find what was compiled. */
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/**
 * The relay in the files that ship instead of a thousand sources: a process that is to live for a second
 * spends most of it reading those. A folder of its own, since others may build meanwhile.
 */
export async function bundleRelay(): Promise<BundledRelay> {
  // Below node_modules, so that what is not in the bundle is found from there.
  const folder = inProject('node_modules/.cache', `relay-${process.pid}-${Date.now()}`);
  await bundleInto(folder);
  const command = [process.execPath, path.join(folder, 'main.mjs')];
  const env = { NODE_COMPILE_CACHE: path.join(folder, 'compiled') };
  await keepCompiled(command, env);
  const remove = () => rm(folder, { recursive: true, force: true });
  return { command, env, remove, [Symbol.asyncDispose]: remove };
}

/** Nobody listens there. */
const away = { url: 'http://127.0.0.1:9', integration: { user: 'relay', password: 'secret' } };

/** What a start compiles is kept by a process that ends in order: those of the tests are killed. */
async function keepCompiled(
  command: BundledRelay['command'],
  env: BundledRelay['env'],
): Promise<void> {
  const workspaces = [alertmanagerWorkspace({ instance: away })];
  await using relay = await startRelay({ workspaces, command, env });
  await relay.halt();
}
