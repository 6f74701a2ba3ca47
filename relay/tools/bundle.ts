import { cpSync, globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

const relay = join(import.meta.dirname, '..');
const source = join(relay, 'src');

/** What the relay starts or loads by the name of its file. */
function findEntries(): Readonly<Record<string, string>> {
  const samples = globSync('connectors/*/sample-request.ts', { cwd: source }).map((file) => [
    `${basename(dirname(file))}/sample-request`,
    file,
  ]);
  return {
    main: 'main.ts',
    'keep-thread-worker': 'intake/keep-thread-worker.ts',
    'reading-thread-worker': 'database/reading-thread-worker.ts',
    ...Object.fromEntries(samples),
  };
}

/** These names are told to Node at run time, so the bundler does not see them. Lines stay where they are. */
function renameEntries(source: string): { readonly code: string; readonly map: null } | undefined {
  const names = /(?<name>-worker|\}\/sample-request)\.ts(?<end>['`])/g;
  const code = source.replaceAll(names, '$<name>.mjs$<end>');
  return code === source ? undefined : { code, map: null };
}

/** The relay in a few files of JavaScript, with nothing changed but where its parts lie. */
export async function bundleInto(folder: string): Promise<void> {
  const entries = Object.entries(findEntries());
  const bundle = await rolldown({
    cwd: relay,
    input: Object.fromEntries(entries.map(([name, file]) => [name, join(source, file)])),
    platform: 'node',
    // Native code, or not there in most places; found from the folder where the bundle lies.
    external: ['better-sqlite3', 'pkcs11js', 'pg-native'],
    plugins: [{ name: 'names of entries', transform: renameEntries }],
  });
  await bundle.write({
    dir: folder,
    format: 'esm',
    minify: { mangle: false },
    // One other character in a file, were it in the name of an author, and V8 keeps all of it with two
    // bytes for each. The licenses lie beside the packages, in node_modules.
    charset: 'ascii',
    comments: { legal: false },
    sourcemap: true,
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name].mjs',
  });
  await bundle.close();
  cpSync(join(source, 'api/try-it'), join(folder, 'try-it'), { recursive: true });
}
