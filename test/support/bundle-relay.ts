import { cp, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { inProject } from './project.ts';
import { alertmanagerWorkspace } from './relay-file.ts';
import { startRelay } from './start-relay.ts';

/** A program that starts in half of the time; with what a start before compiled, in a third. */
export interface BundledRelay extends AsyncDisposable {
  readonly main: string;
  /** For its processes: where they find what was compiled. */
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Threads of the relay, by the file of each. */
const WORKERS = ['intake/keep-thread-worker', 'database/reading-thread-worker'];

/** What is used of the bundler that the test runner brings along. */
interface Bundler {
  rolldown(options: object): Promise<{
    write(options: object): Promise<unknown>;
    close(): Promise<void>;
  }>;
}

async function loadBundler(): Promise<Bundler> {
  const resolveFor = (file: string, name: string) => createRequire(file).resolve(name);
  const vite = resolveFor(inProject('node_modules/vitest/package.json'), 'vite/package.json');
  const bundler: Bundler = await import(resolveFor(vite, 'rolldown'));
  return bundler;
}

/**
 * The relay in three files instead of a thousand: a process that is to live for a second spends most of
 * it reading its own sources otherwise. Nothing is changed but where its parts lie.
 */
export async function bundleRelay(): Promise<BundledRelay> {
  // Below node_modules, so that what is not in the bundle is found from there.
  const folder = inProject('node_modules/.cache', `relay-${process.pid}-${Date.now()}`);
  await mkdir(folder, { recursive: true });
  const bundler = await loadBundler();
  const bundle = await bundler.rolldown({
    cwd: inProject('.'),
    input: {
      main: inProject('relay/src/main.ts'),
      ...Object.fromEntries(
        WORKERS.map((file) => [path.basename(file), inProject(`relay/src/${file}.ts`)]),
      ),
    },
    platform: 'node',
    external: ['better-sqlite3', 'pkcs11js', 'pg-native'],
    plugins: [
      {
        name: 'names of workers',
        transform: (code: string) => code.replaceAll("-worker.ts'", "-worker.mjs'"),
      },
    ],
  });
  await bundle.write({
    dir: folder,
    format: 'esm',
    minify: true,
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name].mjs',
  });
  await bundle.close();
  await cp(inProject('relay/src/api/try-it'), path.join(folder, 'try-it'), { recursive: true });
  const main = path.join(folder, 'main.mjs');
  const env = { NODE_COMPILE_CACHE: path.join(folder, 'compiled') };
  await keepCompiled(main, env);
  const remove = () => rm(folder, { recursive: true, force: true });
  return {
    main,
    env,
    remove,
    [Symbol.asyncDispose]: remove,
  };
}

/** Nobody listens there. */
const away = { url: 'http://127.0.0.1:9', integration: { user: 'relay', password: 'secret' } };

/** What a start compiles is kept by a process that ends in order: those of the tests are killed. */
async function keepCompiled(main: string, env: BundledRelay['env']): Promise<void> {
  const workspaces = [alertmanagerWorkspace({ instance: away })];
  await using relay = await startRelay({ workspaces, main, env });
  await relay.halt();
}
